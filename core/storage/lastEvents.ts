import type { RunnerEvent } from '../runner/messages.ts';
import type { Database } from './database.ts';
import type { Tasks } from './storage.ts';

/**
 * Takes down what a runner had told before it and its core died: what became of its tasks, and how its runs ended. Without
 * its tasks a thread would seem to have nothing left to do.
 */
export function createLastEvents(db: Database, tasks: Tasks): (events: RunnerEvent[]) => void {
  const isThere = (threadId: string) =>
    db.get('SELECT 1 FROM thread WHERE thread_id = ?', threadId) !== undefined;

  /** Answers whether it was the thread's last run: of one that began since, nothing is said. */
  const endRun = ({ thread_id, run_id, stopped }: Extract<RunnerEvent, { type: 'runEnded' }>) =>
    db.run(
      `UPDATE thread SET state = ?, stopped = ?, run_id = NULL, owner = NULL, updated_at = ?
       WHERE thread_id = ? AND run_id = ?`,
      stopped ? 'stopped' : 'idle',
      stopped ? JSON.stringify(stopped) : null,
      new Date().toISOString(),
      thread_id,
      run_id,
    ) > 0;

  return (events) => {
    for (const event of events) {
      if (event.type === 'tasks' && isThere(event.thread_id)) tasks.record(event.tasks);
      if (event.type === 'runEnded' && endRun(event)) tasks.cancelRunning(event.thread_id);
    }
  };
}
