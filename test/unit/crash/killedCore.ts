import { createCore } from '../../../core/createCore.ts';
import type { EventBody } from '../../../core/protocol/events.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';

/**
 * Core in a process to be killed: runs a graph in one thread after the other, goes on with what a killed runner left, and
 * prints a JSON line for each thing that happens. `checkpoint` is on disk; `stored` is printed while nothing runs.
 */
const [dataDir = '', target = '', known] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const core = createCore({ dataDir, version: 'test', hostKind: 'browser' });
const { handlers } = core;
const waiting = new Set<(event: EventBody) => void>();

core.onEvent((events) => {
  for (const event of events) {
    if (event.type === 'checkpoint') say({ checkpoint: event.row.checkpoint_id });
    if (event.type === 'tasks') say({ tasks: event.tasks.map(({ id }) => id) });
    if (event.type === 'session' && event.session.runner) say({ runner: event.session.runner.pid });
    for (const look of waiting) look(event);
  }
});

const until = (wanted: (event: EventBody) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (event: EventBody) => {
      if (!wanted(event)) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
  });

/** Tasks whose writes are on disk, and checkpoints, as another process would find them. */
function stored(thread_id: string) {
  const storage = openStorage(dataDir);
  const tuples = storage.checkpoints.listSync({ thread_id });
  storage.close();
  const done = tuples.flatMap(({ writes }) => writes.filter(({ idx }) => idx >= 0));
  return {
    tasks: [...new Set(done.map(({ task_id }) => task_id))],
    checkpoints: tuples.map(({ checkpoint_id }) => checkpoint_id),
  };
}

const opened = until((event) => event.type === 'session' && event.session.phase === 'ready');
const { sessionId } = await handlers.openProject({ target });
await opened;

/** What the thread holds, oldest first: where, which step, and the state. */
async function history(thread_id: string) {
  const rows = await handlers.listCheckpoints({ sessionId, thread_id });
  return Promise.all(
    rows.toReversed().map(async ({ checkpoint_ns, checkpoint_id, step, source }) => {
      const ref = { thread_id, checkpoint_ns, checkpoint_id };
      const state = await handlers.readWhole({ sessionId, ref, path: [] });
      return { ns: checkpoint_ns.replaceAll(/:[^|]+/g, ''), step, source, state };
    }),
  );
}

/** Runs the thread, from wherever it stands, until its run ends; answers whether there was nothing left. */
async function goOn(thread_id: string): Promise<boolean> {
  const begun = (await handlers.listCheckpoints({ sessionId, thread_id })).some(
    ({ checkpoint_ns }) => checkpoint_ns === '',
  );
  let run: string | undefined;
  const ended = until(
    (event) =>
      event.type === 'thread' &&
      event.thread.thread_id === thread_id &&
      (event.thread.state === 'running' ? !(run = 'begun') : run !== undefined),
  );
  const input = begun ? null : { round: 0 };
  try {
    await handlers.run({ sessionId, thread_id, input, mode: 'continue' });
  } catch (error) {
    if ((error as { code?: string }).code === 'nothingToRun') return true;
    throw error;
  }
  await ended;
  return false;
}

for (let thread = known; ; thread = undefined) {
  const thread_id = thread ?? (await handlers.createThread({ sessionId })).thread_id;
  say({ thread: thread_id });
  say({ stored: stored(thread_id) });
  while (!(await goOn(thread_id))) say({ stored: stored(thread_id) });
  say({ history: await history(thread_id) });
}
