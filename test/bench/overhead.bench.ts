import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fromRoot } from '../../scripts/root.ts';
import { openCore } from './lib/openCore.ts';
import { report } from './lib/report.ts';

/**
 * What a run costs under Retrograph, every checkpoint on disk, beside the bare graph with `MemorySaver`. The two take
 * turns, so that both meet the machine in the same mood.
 */
const RUNS = 45;
const WARM = 3;
const STEPS = 200;

const core = openCore();
const started = core.event((event) => event.type === 'session' && event.session.phase === 'ready');
const target = fromRoot('test/bench/fixtures/steps.ts:graph');
const { sessionId } = await core.handlers.openProject({ target });
const ready = await started;
const node = ready.type === 'session' ? ready.session.runner?.nodePath : undefined;
if (!node) throw new Error('The session does not say which Node runs its graph.');

// On the Node that runs ours: between 20 and 24 alone lies a factor of two.
const bare = spawn(node, ['--import', 'tsx', fromRoot('test/bench/fixtures/plainRun.ts')], {
  cwd: fromRoot(),
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});

const runOurs = async (): Promise<number> => {
  const { thread_id } = await core.handlers.createThread({ sessionId });
  const finished = core.event(
    (event) =>
      event.type === 'thread' &&
      event.thread.thread_id === thread_id &&
      event.thread.state === 'idle',
  );
  const begin = performance.now();
  await core.handlers.run({ sessionId, thread_id, input: { steps: STEPS }, mode: 'continue' });
  await finished;
  return performance.now() - begin;
};

const runBare = async (): Promise<number> => {
  bare.send(STEPS);
  const [{ time }] = (await once(bare, 'message')) as [{ time: number }];
  return time;
};

const ours: number[] = [];
const times: number[] = [];
for (let run = 0; run < WARM + RUNS; run += 1) {
  const [mine, other] = [await runOurs(), await runBare()];
  if (run < WARM) continue;
  ours.push(mine);
  times.push(other);
}
bare.disconnect();
await core.close();
const theirs = { name: 'MemorySaver, no debugger', times };
report({ what: `A run of ${STEPS} short super-steps`, ours, theirs, promise: { atMost: 1.5 } });
