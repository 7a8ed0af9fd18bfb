import { spawnSync } from 'node:child_process';
import { fromRoot } from '../../scripts/root.ts';
import { openCore } from './lib/openCore.ts';
import { report } from './lib/report.ts';

/** What a run costs under Retrograph, every checkpoint on disk, beside the bare graph with `MemorySaver`. */
const RUNS = 7;
const STEPS = 200;

const core = openCore();
const started = core.event((event) => event.type === 'session' && event.session.phase === 'ready');
const target = fromRoot('test/bench/fixtures/steps.ts:graph');
const { sessionId } = await core.handlers.openProject({ target });
const ready = await started;
const node = ready.type === 'session' ? ready.session.runner?.nodePath : undefined;
if (!node) throw new Error('The session does not say which Node runs its graph.');

const ours: number[] = [];
for (let run = 0; run <= RUNS; run += 1) {
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
  if (run > 0) ours.push(performance.now() - begin);
}
await core.close();

// On the Node that ran ours: between 20 and 24 alone lies a factor of two.
const bare = spawnSync(
  node,
  ['--import', 'tsx', fromRoot('test/bench/fixtures/plainRun.ts'), String(RUNS), String(STEPS)],
  { cwd: fromRoot(), encoding: 'utf8' },
);
if (bare.status !== 0) throw new Error(bare.stderr);
const theirs = { name: 'MemorySaver, no debugger', times: JSON.parse(bare.stdout) as number[] };
report({ what: `A run of ${STEPS} short super-steps`, ours, theirs, promise: { atMost: 1.5 } });
