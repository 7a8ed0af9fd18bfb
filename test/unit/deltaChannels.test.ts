import { join } from 'node:path';
import { Annotation, DeltaChannel, END, START, StateGraph } from '@langchain/langgraph';
import { expect, onTestFinished, test } from 'vitest';
import { RetrographSaver } from '../../core/checkpointer/retrographSaver.ts';
import { createCore } from '../../core/createCore.ts';
import type { Json } from '../../core/protocol/model.ts';
import { openStorage } from '../../core/storage/openStorage.ts';
import { fromRoot } from '../../scripts/root.ts';
import { createCoreEvents } from '../helpers/coreEvents.ts';
import { dataDir } from '../helpers/dataDir.ts';
import { storageFor } from '../helpers/storage.ts';

const target = fromRoot('test/fixtures/graphs/deltas.ts');

/** The app with a thread of the graph that keeps its log as changes. */
async function started(dir: string) {
  const core = createCore({ dataDir: dir, version: 'test', hostKind: 'browser' });
  const { until } = createCoreEvents(core);
  const { handlers } = core;
  const { sessionId } = await handlers.openProject({ target });
  await until((event) => event.type === 'session' && event.session.phase === 'ready');
  const { thread_id } = await handlers.createThread({ sessionId });
  const inThread = { sessionId, thread_id };
  const run = async (input: Json, checkpointId?: string) => {
    const from = checkpointId !== undefined && { checkpoint_id: checkpointId };
    await handlers.run({ ...inThread, input, mode: 'continue', ...from });
    await until((event) => event.type === 'thread' && event.thread.state === 'idle');
  };
  /** Oldest first. */
  const rows = async () => (await handlers.listCheckpoints(inThread)).toReversed();
  const logs = async () => {
    const found = new Map<string, Json>();
    for (const { checkpoint_ns, checkpoint_id } of await rows()) {
      const ref = { thread_id, checkpoint_ns, checkpoint_id };
      const path = [checkpoint_ns === '' ? 'log' : 'inside'];
      found.set(checkpoint_id, await handlers.readWhole({ sessionId, ref, path }));
    }
    return found;
  };
  return { core, handlers, inThread, run, rows, logs };
}

test('a channel kept as changes shows its value at every checkpoint, whatever is deleted', async () => {
  const dir = dataDir();
  const app = await started(dir);
  onTestFinished(() => app.core.dispose());
  const { handlers, inThread } = app;
  await app.run({ n: 0, log: ['in'] });
  const rows = await app.rows();
  const before = await app.logs();
  const of = (ns: string) =>
    rows
      .filter(({ checkpoint_ns }) => (checkpoint_ns === '') === (ns === ''))
      .map(({ checkpoint_id }) => before.get(checkpoint_id));
  const [one, two, three] = ['say 0', 'say 2', 'say 4'];
  const grown = [['in'], ['in', one], ['in', one, two], ['in', one, two, three]];
  expect(of('')).toEqual([
    null,
    grown[0],
    // What a node that leaves it alone, and a subgraph, leave as it was.
    ...[1, 2, 3].flatMap((length) => [grown[length], grown[length], grown[length]]),
  ]);
  expect(of('sub').filter((inside) => Array.isArray(inside) && inside.length === 1)).toHaveLength(
    6,
  );

  // A fork beside the line, of an update that no run has made a value of.
  const from = rows.find(({ step, checkpoint_ns }) => step === 2 && checkpoint_ns === '');
  const { checkpoint_id = '' } = from ?? {};
  await handlers.updateState({
    ...inThread,
    checkpoint_id,
    values: { log: ['forked'] },
    asNode: 'say',
  });
  const fork = (await app.rows()).at(-1);
  expect((await app.logs()).get(fork?.checkpoint_id ?? '')).toEqual(['in', one, 'forked']);
  await app.run(null);
  const after = await app.logs();
  const forked = ['in', one, 'forked', 'say 3', 'say 5'];
  for (const [id, log] of before) expect(after.get(id)).toEqual(log);
  expect([...after.values()].at(-1)).toEqual(forked);

  const again = rows.filter(({ checkpoint_ns }) => checkpoint_ns === '');
  for (const gone of [again[1], again[2], again[4], again[6], again[7], fork]) {
    const { checkpoint_id: id = '' } = gone ?? {};
    const deletion = { what: 'checkpoint' as const, checkpoint_id: id, checkpoint_ns: '' };
    await handlers.deleteCheckpoints({ ...inThread, deletion });
    const left = await app.logs();
    expect(left.has(id)).toBe(false);
    for (const [kept, log] of left) expect(log).toEqual(after.get(kept));
  }
  await handlers.deleteCheckpoints({ ...inThread, deletion: { what: 'allButLatest' } });
  await app.run({ n: 4, log: ['more'] });
  const last = [...(await app.logs()).values()];
  expect(last.at(-1)).toEqual([...forked, 'more', three]);

  // Without the graph's code.
  const ends = await app.logs();
  await app.core.dispose();
  const storage = storageFor(dir);
  for (const row of storage.checkpoints.rows(inThread.thread_id)) {
    const path = [row.checkpoint_ns === '' ? 'log' : 'inside'];
    expect(storage.values.readWhole(row, path)).toEqual(ends.get(row.checkpoint_id));
  }
});

test('what a program keeps as changes stays readable when checkpoints before it are deleted', async () => {
  const State = Annotation.Root({
    n: Annotation<number>,
    log: new DeltaChannel<string[], string[]>((state, writes) => (state ?? []).concat(...writes), {
      snapshotFrequency: 4,
    }),
  });
  const dir = dataDir();
  const storage = openStorage(dir);
  const saver = new RetrographSaver(join(dir, 'retrograph.db'));
  onTestFinished(() => {
    saver.close();
    storage.close();
  });
  const graph = new StateGraph(State)
    .addNode('say', ({ n }) => ({ log: [`say ${n}`], n: n + 1 }))
    .addEdge(START, 'say')
    .addConditionalEdges('say', ({ n }) => (n < 14 ? 'say' : END), ['say', END])
    .compile({ checkpointer: saver });
  const threads = storage.threads('/project');
  const { thread_id } = threads.create('graph');
  const config = { configurable: { thread_id } };
  await graph.invoke({ n: 0, log: ['in'] }, config);
  const logs = async () => {
    const found = new Map<string, unknown>();
    for await (const { config: at, values } of graph.getStateHistory(config))
      found.set(String(at.configurable?.['checkpoint_id']), (values as { log: unknown }).log);
    return found;
  };
  const before = await logs();
  expect([...before.values()][0]).toHaveLength(15);
  const ids = [...before.keys()].toReversed();
  for (const index of [0, 3, 4, 9, 8, 12, 13]) {
    await threads.deleteCheckpoints(thread_id, {
      what: 'checkpoint',
      checkpoint_id: ids[index] ?? '',
      checkpoint_ns: '',
    });
    await storage.maintenance.freed();
    const left = await logs();
    expect(left.has(ids[index] ?? '')).toBe(false);
    for (const [id, log] of left) expect(log).toEqual(before.get(id));
  }
  const branch = threads.branch({
    thread_id,
    checkpoint_ns: '',
    checkpoint_id: ids[14] ?? '',
  }).thread_id;
  await threads.deleteCheckpoints(thread_id, { what: 'allButLatest' });
  await storage.maintenance.freed();
  const [latest] = before.keys();
  expect([...(await logs())]).toEqual([[latest, before.get(latest ?? '')]]);
  threads.delete(thread_id);
  await storage.maintenance.freed();
  const kept = await graph.getState({ configurable: { thread_id: branch } });
  expect((kept.values as { log: unknown }).log).toEqual(before.get(ids[14] ?? ''));
});
