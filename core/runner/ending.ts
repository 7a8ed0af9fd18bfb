import { headline } from '../protocol/headline.ts';
import type { Stopped, TaskInfo } from '../protocol/model.ts';
import type { Run } from './context.ts';
import type { Level } from './snapshot.ts';
import { leaves, openInterrupts, openTasks } from './snapshot.ts';
import { isRecursionError, toTaskError } from './taskError.ts';

const unique = (nodes: string[]): string[] => [...new Set(nodes)];

/** Where a thread stands, for any reason: the nodes that run next, or `__start__`'s when it has not begun. */
function standing(
  level: Level | undefined,
): Pick<Stopped, 'nodes' | 'checkpoint_id' | 'checkpoint_ns'> {
  if (!level) return { nodes: [] };
  const open = leaves(level);
  const { checkpoint_id, checkpoint_ns } = open[0]?.level ?? level;
  const nodes = open.map(({ task }) => task.node);
  return { nodes: unique(nodes), checkpoint_id, checkpoint_ns };
}

/** The tasks that failed with `thrown`; several when siblings failed at once. */
function culprits(run: Run, thrown: unknown): TaskInfo[] {
  if (typeof thrown !== 'object' || thrown === null) return [];
  const one = run.culprits.get(thrown);
  if (one) return [one];
  const several = 'errors' in thrown && Array.isArray(thrown.errors) ? thrown.errors : [];
  return several.flatMap((error: unknown) => culprits(run, error));
}

function exception(run: Run, level: Level | undefined, thrown: unknown): Stopped {
  const at = standing(level);
  if (isRecursionError(thrown)) {
    const limit = /limit of (\d+)/.exec(toTaskError(thrown).message)?.[1];
    const message = `The run took ${limit ?? 'all its'} super-steps without reaching an end, which is its recursion limit.`;
    return { reason: 'exception', ...at, message };
  }
  const failed = culprits(run, thrown);
  const first = failed[0];
  const error = first?.error ?? toTaskError(thrown);
  const message = headline(error.message);
  if (!first) return { reason: 'exception', ...at, message, error };
  const { checkpoint_id, checkpoint_ns } = first;
  const nodes = unique(failed.map(({ node }) => node));
  return { reason: 'exception', nodes, checkpoint_id, checkpoint_ns, message };
}

function refused(
  run: Run,
  level: Level | undefined,
  failure: NonNullable<Run['failure']>,
): Stopped {
  const task = run.tasks.get(failure.task_id ?? '');
  const at = standing(level);
  const nodes = task ? [task.node] : at.nodes;
  return { reason: 'exception', ...at, nodes, message: headline(failure.error.message) };
}

/** After a stop behind nodes: every sibling of the one that asked which has such a breakpoint too. */
function finishedTogether(run: Run, node: string): string[] {
  const tasks = [...run.tasks.values()];
  const last = tasks.findLast((task) => task.node === node);
  const together = tasks.filter(
    (task) =>
      task.checkpoint_id === last?.checkpoint_id &&
      task.checkpoint_ns === last.checkpoint_ns &&
      run.breakpoints.has(task.node, 'after'),
  );
  return together.length > 0 ? unique(together.map((task) => task.node)) : [node];
}

function boundary(run: Run, level: Level): Stopped {
  const at = standing(level);
  const stop =
    run.stops.find(({ reason }) => reason === 'breakpoint') ??
    run.stops.find(({ reason }) => reason === 'step') ??
    run.stops[0];
  // Nothing of ours: the graph was drained, or stopped itself in a way we do not know.
  if (!stop) return { reason: 'pause', ...at };
  const requested = run.stops.some((one) => one.requested) && { requested: true };
  if (stop.reason !== 'breakpoint') return { reason: stop.reason, ...at, ...requested };
  if (stop.when === 'after') {
    const nodes = finishedTogether(run, stop.node);
    return { ...at, ...requested, reason: 'breakpoint', when: 'after', nodes };
  }
  const hit = at.nodes.filter((node) => run.breakpoints.has(node, 'before'));
  return {
    ...at,
    ...requested,
    reason: 'breakpoint',
    when: 'before',
    nodes: hit.length > 0 ? hit : [stop.node],
  };
}

/**
 * Why a run ended where it did; undefined when the graph reached its end.
 *
 * @param level where the thread stands now; undefined when it has no checkpoint or it could not be read.
 */
export function whyStopped(
  run: Run,
  level: Level | undefined,
  thrown: unknown,
): Stopped | undefined {
  if (run.failure) return refused(run, level, run.failure);
  const open = level && leaves(level).length > 0;
  if (run.abort.signal.aborted) return open ? { reason: 'pause', ...standing(level) } : undefined;
  if (thrown !== undefined) return exception(run, level, thrown);
  if (!open) return undefined;
  const asking = openTasks(level).filter(({ task }) => task.interrupts.length > 0);
  const first = asking[0]?.level;
  if (!first) return boundary(run, level);
  const { checkpoint_id, checkpoint_ns } = first;
  const nodes = unique(openInterrupts(level).map(({ node }) => node));
  return { reason: 'interrupt', nodes, checkpoint_id, checkpoint_ns };
}
