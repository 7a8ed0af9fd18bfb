import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@langchain/langgraph-sdk';
import { fromRoot } from '../../scripts/root.ts';
import { startLanggraphDev } from '../helpers/langgraphDev.ts';
import { report } from './lib/report.ts';
import { megabytesOf, startServedApp } from './lib/servedApp.ts';

/**
 * The LangGraph server API as its clients meet it, beside LangGraph's own server for JavaScript, over the same graphs:
 * `manySteps`, whose short run is one step and whose state is two numbers, and for a history also `longChat`, whose state
 * is a conversation, a message longer with each step.
 */
const RUNS = 20;
const WAVES = 3;
const THREADS = 100;
const STEPS = 2000;
const MANY = 1000;
const AT_ONCE = 10;
const WARM_UP = 300;

const graph = 'manySteps';
const chat = 'longChat';
const short = { input: { steps: 1, count: 0 } };

interface Server {
  url: string;
  pid: number;
  close: () => Promise<void>;
}

const clientOf = ({ url }: Server) =>
  new Client({ apiUrl: url, apiKey: null, callerOptions: { maxConcurrency: 200 } });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

async function several(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  // The first one is for the compiler.
  for (let run = 0; run <= count; run += 1) times.push(await work().then(Number));
  return times.slice(1);
}

async function measureHistory(server: Server, of: string, input: Record<string, unknown>) {
  const client = clientOf(server);
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, of, { input, config: { recursion_limit: STEPS + 10 } });
  const times = await several(RUNS, () =>
    timed(() => client.threads.getHistory(thread_id, { limit: 10 })),
  );
  await client.threads.delete(thread_id);
  return times;
}

async function measure(server: Server) {
  const client = clientOf(server);
  const threads = (count: number) =>
    Promise.all(Array.from({ length: count }, () => client.threads.create()));

  // Ours answers while the graph is still being loaded, theirs once it is.
  const [first] = await threads(1);
  await client.runs.wait(first?.thread_id ?? '', graph, short);

  // What one request costs, whatever it asks.
  const empty = async () => (await fetch(`${server.url}/ok`)).text();
  const nothing = await several(RUNS, () => timed(empty));

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

  const history = await measureHistory(server, graph, { steps: STEPS, count: 0 });

  for (let run = 0; run < MANY; run += AT_ONCE) {
    const made = await threads(AT_ONCE);
    await Promise.all(made.map((one) => client.runs.wait(one.thread_id, graph, short)));
  }
  return { nothing, wait, wave, history, memory: megabytesOf(server.pid) };
}

async function measured<T>(starting: Promise<Server>, work: (server: Server) => Promise<T>) {
  const server = await starting;
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** The process that asks must not be compiling while the first of two servers is measured, and done with it by the second. */
async function warmUpClient() {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new Client({ apiUrl: `http://127.0.0.1:${port}`, apiKey: null });
  for (let request = 0; request < WARM_UP; request += 1) await client.threads.create();
  server.closeAllConnections();
  server.close();
}

const fixture = (name: string) => fromRoot(`test/fixtures/graphs/${name}.ts`);
const readChat = (server: Server) => measureHistory(server, chat, { turns: STEPS });

await warmUpClient();
const ours = await measured(startServedApp(fixture(graph)), measure);
const theirs = await measured(startLanggraphDev([graph]), measure);
const ourChat = await measured(startServedApp(fixture(chat)), readChat);
const theirChat = await measured(startLanggraphDev([chat]), readChat);
const name = 'langgraph-api 1.5.1';

report({
  what: 'A request that asks nothing',
  ours: ours.nothing,
  theirs: { name, times: theirs.nothing },
  promise: { timesFaster: 1 },
});
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
  what: `First page of the history of a thread of ${STEPS} checkpoints, a conversation`,
  ours: ourChat,
  theirs: { name, times: theirChat },
  promise: { timesFaster: 20 },
});
report({
  what: `The same of a thread whose state is two numbers`,
  ours: ours.history,
  theirs: { name, times: theirs.history },
  promise: { timesFaster: 20 },
});
process.stdout.write(
  `Memory after ${MANY} more runs: ${ours.memory} MB; ${name} ${theirs.memory} MB; to be lower\n`,
);
