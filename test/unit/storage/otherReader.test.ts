import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { expect, test } from 'vitest';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import type { Serialized, StoredTuple } from '../../../core/runner/messages.ts';
import { fromRoot } from '../../../scripts/root.ts';
import { workloads } from '../../bench/store/workloads.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { StoreSaver } from '../../helpers/storeSaver.ts';
import { fillThread, idOf } from './filledThread.ts';

/**
 * `docs/storage.md` says that it is enough to write a reader in another language: `otherReader.py` was written from
 * that page alone, and has to find in a file what the project itself finds.
 */

const parsed = ([, bytes]: Serialized): unknown => JSON.parse(Buffer.from(bytes).toString());

const comparable = ({ checkpoint, metadata, writes, ...key }: StoredTuple) => ({
  thread_id: key.thread_id,
  checkpoint_ns: key.checkpoint_ns,
  checkpoint_id: key.checkpoint_id,
  parent_checkpoint_id: key.parent_checkpoint_id ?? null,
  checkpoint: parsed(checkpoint),
  metadata: parsed(metadata),
  writes: writes.map((write) => ({
    task_id: write.task_id,
    task_path: write.task_path,
    idx: write.idx,
    channel: write.channel,
    value: parsed(write.value),
  })),
});

type Comparable = ReturnType<typeof comparable>;

/** By thread, namespace and id. */
const byKey = (all: Comparable[]) =>
  new Map(all.map((one) => [`${one.thread_id} ${one.checkpoint_ns} ${one.checkpoint_id}`, one]));

/** What is in the file, as the other reader prints it: a line of JSON for each checkpoint. */
function readByOther(path: string): Comparable[] {
  const script = fromRoot('test/unit/storage/otherReader.py');
  const printed = execFileSync('python3', [script, path], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Comparable);
}

async function runWorkloads(path: string): Promise<string[]> {
  const saver = new RetrographSaver(path);
  const sizes = { messages: 70, channels: 20, document: 5, fanOut: 3 } as const;
  const names = Object.keys(sizes) as (keyof typeof sizes)[];
  for (const name of names) {
    const { graph, input } = workloads[name](sizes[name], saver, { mutate: true });
    await graph.invoke(input, { configurable: { thread_id: name }, recursionLimit: 1e6 });
  }
  const { graph, input } = changing(saver);
  await graph.invoke(input, { configurable: { thread_id: 'changing' }, recursionLimit: 1e6 });
  saver.close();
  return [...names, 'changing'];
}

const Changing = Annotation.Root({
  step: Annotation<number>(),
  text: Annotation<string>(),
  last: Annotation<object[]>(),
  late: Annotation<string>(),
});

/** A long text of which little changes, a list of the last few things, and a channel that is not always there. */
function changing(checkpointer: BaseCheckpointSaver) {
  const around = 'a text that is stored by itself '.repeat(40);
  const characters = ['😀', '😁', 'é', '🐀', '\u{20600}'];
  const graph = new StateGraph(Changing)
    .addNode('change', ({ step, last }) => ({
      step: step + 1,
      text: around + characters[step % characters.length] + around,
      last: [...last, { step, note: 'what was seen last '.repeat(4) }].slice(-5),
      ...(step > 20 && { late: 'a channel that comes late' }),
    }))
    .addEdge(START, 'change')
    .addConditionalEdges('change', ({ step }) => (step < 40 ? 'change' : END))
    .compile({ checkpointer });
  return { graph, input: { step: 0, last: [] } };
}

const Log = Annotation.Root({
  log: Annotation<unknown[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
});

const asking = new StateGraph(Log)
  .addNode('ask', () => ({ log: [interrupt('How long?'), new Map([['a', new Set([1])]])] }))
  .addNode('tell', () => ({ log: ['told', undefined, 'ä€😀'] }))
  .addEdge(START, 'ask')
  .addEdge('ask', 'tell')
  .addEdge('tell', END)
  .compile();

const around = new StateGraph(Log)
  .addNode('inner', asking)
  .addEdge(START, 'inner')
  .addEdge('inner', END);

test('a reader written from the description of the format finds what is stored', async () => {
  const dir = dataDir();
  const ran = await runWorkloads(join(dir, 'retrograph.db'));
  const storage = storageFor(dir);
  const threads = storage.threads('/project');

  const saver = new StoreSaver(storage.checkpoints);
  const graph = around.compile({ checkpointer: saver });
  const { thread_id: asked } = threads.create('graph');
  const config = { configurable: { thread_id: asked } };
  await graph.invoke({ log: [] }, config);
  await graph.invoke(new Command({ resume: '3 days' }), config);

  const long = fillThread(storage, 300);
  const at = (step: number) => ({
    thread_id: long,
    checkpoint_ns: '',
    checkpoint_id: idOf(step),
  });
  const { thread_id: branch } = threads.branch(at(200));
  const { thread_id: twice } = threads.branch({ ...at(100), thread_id: branch });
  const { thread_id: _, ...deleted } = at(250);
  await threads.deleteCheckpoints(long, { what: 'checkpoint', ...deleted });
  const gone = fillThread(storage, 5);
  threads.delete(gone);

  const all = [...ran, asked, long, branch, twice];
  const expected = all.flatMap((thread_id) => storage.checkpoints.listSync({ thread_id }));
  const found = byKey(readByOther(join(dir, 'retrograph.db')));
  const wanted = byKey(expected.map(comparable));
  expect([...found.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
  for (const [key, one] of wanted) {
    expect(found.get(key), key).toEqual(one);
    // Names in the same order, too.
    expect(JSON.stringify(found.get(key)?.checkpoint), key).toBe(JSON.stringify(one.checkpoint));
  }
}, 120_000);
