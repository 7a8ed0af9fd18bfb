import type { TaskInfo, TaskStatus } from './model.ts';

/** In these a failure of an earlier try is past. */
const pastFailure: readonly TaskStatus[] = ['running', 'held', 'done', 'interrupted'];

/**
 * What is known of a task after a later report. Reports differ in what their source knows (the gate knows
 * times and stacks, the checkpoint only that it failed), so a missing field keeps its value; unless the task
 * started anew, as a retry does, and what was known is of the earlier try.
 */
export function mergeTask(known: TaskInfo, later: TaskInfo): TaskInfo {
  const given = Object.fromEntries(
    Object.entries(later).filter(([, value]) => value !== undefined),
  ) as unknown as TaskInfo;
  const { error, duration, ...lasting } = known;
  const startedAnew = later.started_at !== undefined && later.started_at !== known.started_at;
  const merged: TaskInfo = { ...lasting, ...given };
  const failure = mergeError(pastFailure.includes(merged.status) ? undefined : error, later.error);
  if (failure) merged.error = failure;
  if (!startedAnew && merged.duration === undefined && duration !== undefined) {
    merged.duration = duration;
  }
  if (merged.status !== 'held') delete merged.hold;
  return merged;
}

/** The same failure told with less (no stack, no cause) keeps what was known. */
function mergeError(known: TaskInfo['error'], later: TaskInfo['error']): TaskInfo['error'] {
  return known && later && known.message === later.message
    ? { ...known, ...later }
    : (later ?? known);
}
