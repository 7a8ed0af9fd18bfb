import { Client } from '@langchain/langgraph-sdk';
import { fromRoot } from '../../scripts/root.ts';
import { startLanggraphDev } from '../helpers/langgraphDev.ts';
import { report } from './lib/report.ts';
import { megabytesOf, startServedApp } from './lib/servedApp.ts';

/**
 * The LangGraph server API as its clients meet it, beside LangGraph's own server for JavaScript, over the same graph:
 * `manySteps`, whose short run is one step.
 */
const RUNS = 20;
const WAVES = 3;
const THREADS = 100;
const STEPS = 2000;
const MANY = 1000;
const AT_ONCE = 10;

const graph = 'manySteps';
const short = { input: { steps: 1, count: 0 } };

interface Server {
  url: string;
  pid: number;
  close: () => Promise<void>;
}

async function measure({ url, pid }: Server) {
  const client = new Client({ apiUrl: url, apiKey: null, callerOptions: { maxConcurrency: 200 } });
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const begin = performance.now();
    await work();
    return performance.now() - begin;
  };
  const threads = (count: number) =>
    Promise.all(Array.from({ length: count }, () => client.threads.create()));
  const several = async (count: number, work: () => Promise<unknown>) => {
    const times: number[] = [];
    // The first one is for the compiler.
    for (let run = 0; run <= count; run += 1) times.push(await work().then(Number));
    return times.slice(1);
  };

  const wait = await several(RUNS, async () => {
    const [thread] = await threads(1);
    return timed(() => client.runs.wait(thread?.thread_id ?? '', graph, short));
  });

  const wave = await several(WAVES, async () => {
    const made = await threads(THREADS);
    return timed(() =>
      Promise.all(made.map(({ thread_id }) => client.runs.wait(thread_id, graph, short))),
    );
  });

  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, graph, {
    input: { steps: STEPS, count: 0 },
    config: { recursion_limit: STEPS + 10 },
  });
  const history = await several(RUNS, () =>
    timed(() => client.threads.getHistory(thread_id, { limit: 10 })),
  );
  await client.threads.delete(thread_id);

  for (let run = 0; run < MANY; run += AT_ONCE) {
    const made = await threads(AT_ONCE);
    await Promise.all(made.map((one) => client.runs.wait(one.thread_id, graph, short)));
  }
  return { wait, wave, history, memory: megabytesOf(pid) };
}

async function measured(starting: Promise<Server>) {
  const server = await starting;
  try {
    return await measure(server);
  } finally {
    await server.close();
  }
}

const ours = await measured(startServedApp(fromRoot(`test/fixtures/graphs/${graph}.ts`)));
const theirs = await measured(startLanggraphDev([graph]));
const name = 'langgraph-api 1.5.1';

report({
  what: 'One short run through runs/wait',
  ours: ours.wait,
  theirs: { name, times: theirs.wait },
  promise: { timesFaster: 10 },
});
report({
  what: `${THREADS} threads started at once, until all are finished`,
  ours: ours.wave,
  theirs: { name, times: theirs.wave },
  promise: { timesFaster: 5 },
});
report({
  what: `First page of the history of a thread of ${STEPS} checkpoints`,
  ours: ours.history,
  theirs: { name, times: theirs.history },
  promise: { timesFaster: 20 },
});
process.stdout.write(
  `Memory after ${MANY} more runs: ${ours.memory} MB; ${name} ${theirs.memory} MB; to be lower\n`,
);
