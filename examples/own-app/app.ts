import { HumanMessage } from '@langchain/core/messages';
import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { RetrographSaver } from 'retrograph/checkpointer';

/** A program of one's own: nothing here knows of a debugger. `node app.ts [DATABASE] [WORDS…]` */
const [database = 'checkpoints.db', ...words] = process.argv.slice(2);
const checkpointer = new RetrographSaver(database);

const graph = new StateGraph(MessagesAnnotation)
  .addNode('answer', ({ messages }) => {
    const asked = messages.at(-1)?.text ?? '';
    return { messages: [{ role: 'assistant', content: `You said ${asked.length} characters.` }] };
  })
  .addEdge(START, 'answer')
  .compile({ checkpointer });

const config = { configurable: { thread_id: 'greeting' } };
const text = words.join(' ') || 'Hello';
const { messages } = await graph.invoke({ messages: [new HumanMessage(text)] }, config);

console.log(`${messages.length} messages, the last: ${messages.at(-1)?.text}`);
for (const row of checkpointer.rows('greeting').toReversed()) {
  console.log(`step ${row.step}: ${row.source}, ${row.size} characters`);
}
checkpointer.close();
