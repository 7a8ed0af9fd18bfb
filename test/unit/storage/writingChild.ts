import { openStorage } from '../../../core/storage/openStorage.ts';
import { checkpoint, json, task } from '../../helpers/stored.ts';
import { fillThread } from './filledThread.ts';

/** A process to be killed while it writes; it prints a line for each thing that is said to be on disk. */
const [dir = '', what = ''] = process.argv.slice(2);
const storage = openStorage(dir);

if (what === 'run') {
  const threads = storage.threads('/project');
  const { thread_id } = threads.create('graph');
  threads.setStanding(thread_id, { state: 'running', run_id: 'r' });
  for (const id of ['c1', 'c2']) storage.checkpoints.putSync(checkpoint(id, { thread_id }));
  storage.tasks.record([
    task('first', { thread_id, status: 'done' }),
    task('second', { thread_id, node: 'sub:agent', checkpoint_id: 'c2' }),
  ]);
  // A report goes to disk with the end of the turn, or with the next question.
  storage.tasks.list(thread_id);
  process.stdout.write('running\n');
  setInterval(() => {}, 1_000);
} else if (what.startsWith('deletes')) {
  const threads = storage.threads('/project');
  const kept = fillThread(storage, 60);
  threads.delete(fillThread(storage, 400));
  process.stdout.write(`${kept}\n`);
  // Some turns later it is in the middle of freeing what was deleted.
  let turns = Number(what.split(' ')[1]);
  const look = () => (turns-- > 0 ? setImmediate(look) : process.kill(process.pid, 'SIGKILL'));
  look();
} else {
  for (let step = 0; ; step++) {
    const id = String(step).padStart(8, '0');
    const key = { thread_id: 't', checkpoint_ns: '', checkpoint_id: id };
    const write = { idx: 0, channel: 'n', value: json(step) };
    await Promise.all([
      storage.checkpoints.put(checkpoint(id, { checkpoint: json('x'.repeat(20_000)), step })),
      storage.checkpoints.putWrites({ ...key, task_id: '1', task_path: '', writes: [write] }),
    ]);
    process.stdout.write(`${id}\n`);
  }
}
