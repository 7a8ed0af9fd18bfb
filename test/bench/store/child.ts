import { statSync } from 'node:fs';
import type { BaseCheckpointSaver, Checkpoint } from '@langchain/langgraph-checkpoint';
import { emptyCheckpoint, uuid6 } from '@langchain/langgraph-checkpoint';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { median } from '../lib/report.ts';
import { remove } from './runChild.ts';
import { openSaver, type SaverName } from './savers.ts';
import { fillMany, lookAtMany } from './many.ts';
import { textOf } from './text.ts';
import { takeTurns } from './turns.ts';
import { verify } from './verify.ts';
import { workloads, type Graph, type WorkloadName } from './workloads.ts';

/** One measurement in a process of its own; prints its figures as JSON. */

const config = { configurable: { thread_id: 't' } };

/** How often a page, or the rows of a thread, are read: the median counts. */
const TIMES = 5;

/** The same workload with each of several savers, in turns: for how many milliseconds each went on. */
async function inTurns(savers: SaverName[], name: WorkloadName, size: number, path: string) {
  const opened = await Promise.all(
    savers.map((saver, index) => openSaver(saver, `${path}.${index}`)),
  );
  global.gc?.();
  const spent = await takeTurns(
    opened.map(({ saver }) => (turn) => {
      const { graph, input } = workloads[name](size, saver, { turn });
      return graph.invoke(input, { ...config, recursionLimit: 1e6 });
    }),
  );
  opened.forEach(({ close }, index) => {
    close();
    remove(`${path}.${index}`);
  });
  return spent;
}

/** Steps before anything is measured: no saver is while its code runs for the first time. */
const WARM_UP = 15;

/** A run with a saver, and one without, which take turns: what the saver adds is what they differ by. */
async function added(saver: SaverName, name: WorkloadName, size: number, path: string) {
  await inTurns(['none', saver], name, WARM_UP, path);
  const [alone, ms] = await inTurns(['none', saver], name, size, path);
  return { alone, ms };
}

/** A run by itself: what it needs of memory and disk, and for `MemorySaver` also what reading takes. */
async function run(saverName: SaverName, name: WorkloadName, size: number, path: string) {
  const { saver, close } = await openSaver(saverName, path);
  const { graph, input } = workloads[name](size, saver);
  await graph.invoke(input, { ...config, recursionLimit: 1e6 });
  const rss = process.resourceUsage().maxRSS * 1024;
  const reads = saverName === 'memorySaver' ? await readsOf(graph) : {};
  close();
  const onDisk = saverName === 'ours' || saverName === 'sqliteSaver';
  return { rss, ...(onDisk && { bytes: statSync(path).size }), ...reads };
}

/** Milliseconds of each of several times: the first is that of code that never ran. */
async function times(work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    await work();
    all.push(performance.now() - start);
  }
  return all;
}

async function readsOf(graph: Graph) {
  const ids: string[] = [];
  const pages = await times(async () => {
    for await (const state of graph.getStateHistory(config, { limit: 50 })) void state.values;
  });
  let start = performance.now();
  for await (const { config: at } of graph.getStateHistory(config)) {
    ids.push(String(at.configurable?.['checkpoint_id']));
  }
  const history = performance.now() - start;
  const moments: number[] = [];
  for (let i = 0; i < 21; i++) {
    const checkpoint_id = ids[(i * 7919) % ids.length] as string;
    start = performance.now();
    await graph.getState({ configurable: { thread_id: 't', checkpoint_id } });
    moments.push(performance.now() - start);
  }
  return { first: pages[0], page: median(pages), history, moment: median(moments) };
}

async function read(saverName: SaverName, name: WorkloadName, size: number, path: string) {
  const { saver, close } = await openSaver(saverName, path);
  const reads = await readsOf(workloads[name](size, saver).graph);
  close();
  return reads;
}

/** The rows of a thread that keeps its last twenty texts, as a timeline wants them. */
async function rows(saverName: SaverName, count: number, path: string) {
  const { saver, close } = await openSaver(saverName, path);
  if (!saver) throw new Error('No saver to read from.');
  await fill(saver, count);
  const all = await times(async () => {
    let seen = 0;
    if (saver instanceof RetrographSaver) seen = saver.rows('t').length;
    else for await (const tuple of saver.list(config)) seen += tuple.checkpoint.v > 0 ? 1 : 0;
    if (seen !== count) throw new Error(`${saverName} lists ${seen} checkpoints of ${count}.`);
  });
  close();
  return { ms: median(all), first: all[0] };
}

async function fill(saver: BaseCheckpointSaver, count: number): Promise<void> {
  let parent: string | undefined;
  const texts: { id: number; text: string }[] = [];
  for (let step = 0; step < count; step++) {
    texts.push({ id: step, text: textOf(step, 1024) });
    if (texts.length > 20) texts.shift();
    const id = uuid6(step);
    const checkpoint: Checkpoint = {
      ...emptyCheckpoint(),
      id,
      channel_values: { step, texts: [...texts] },
      channel_versions: { step: step + 1, texts: step + 1 },
    };
    const configurable = {
      thread_id: 't',
      checkpoint_ns: '',
      ...(parent && { checkpoint_id: parent }),
    };
    const metadata = { source: 'loop' as const, step, parents: {} };
    await saver.put({ configurable }, checkpoint, metadata, checkpoint.channel_versions);
    parent = id;
  }
}

const [, , task, saver, workload, size, path] = process.argv;
const given = [saver as SaverName, workload as WorkloadName, Number(size), path as string] as const;
const tasks: Record<string, () => object | Promise<object>> = {
  added: () => added(...given),
  run: () => run(...given),
  read: () => read(...given),
  rows: () => rows(given[0], given[2], given[3]),
  fillMany: () => fillMany(given[2], given[3]),
  lookAtMany: () => lookAtMany(given[2], given[3]),
  verify: () => verify(given[1], given[2], given[3]),
};
console.log(JSON.stringify(await tasks[task as string]?.()));
