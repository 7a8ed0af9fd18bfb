import type { TaskInfo } from '../../../core/protocol/model.ts';

/** The words for a task's status. */
export const statusWords: Record<TaskInfo['status'], string> = {
  next: 'runs next',
  running: 'running',
  held: 'held',
  done: 'done',
  error: 'failed',
  interrupted: 'waits for an answer',
  cancelled: 'cancelled',
};

/** `850 ms`, `1.2 s`, `2 min 5 s`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
