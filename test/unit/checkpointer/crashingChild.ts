import { AIMessage } from '@langchain/core/messages';
import { emptyCheckpoint, uuid6 } from '@langchain/langgraph-checkpoint';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';

/** Goes on with the thread in a database until it is killed; prints each super-step that is said to be on disk. */
const saver = new RetrographSaver(process.argv[2] ?? '');
const head = await saver.getTuple({ configurable: { thread_id: 't' } });
let parent = head?.checkpoint.id;
const messages = (head?.checkpoint.channel_values['messages'] ?? []) as AIMessage[];

for (let step = messages.length; ; step++) {
  const message = new AIMessage({ id: `m${step}`, content: `${step} `.repeat(100) });
  const at = { thread_id: 't', checkpoint_ns: '', ...(parent && { checkpoint_id: parent }) };
  const written = parent
    ? saver.putWrites({ configurable: at }, [['messages', [message]]], `task${step}`)
    : undefined;
  const target = messages[step % 7];
  if (target) target.response_metadata = { seen: step };
  messages.push(message);
  const id = uuid6(step);
  await saver.put(
    { configurable: at },
    { ...emptyCheckpoint(), id, channel_values: { messages: [...messages], step } },
    { source: 'loop', step, parents: {} },
    { messages: step + 1, step: step + 1 },
  );
  await written;
  parent = id;
  process.stdout.write(`${step}\n`);
}
