import type { Suspect } from '../structure/losses.ts';
import { scopes } from './context.ts';

/**
 * Tells what of a run's values LangGraph's serializer does not keep: in Output, and with the task that wrote it. Once for
 * a path and a run. Outside a run there is nothing to tell: what a person edits is JSON.
 */
export function reportLosses(suspects: Suspect[], task_id?: string): void {
  const run = scopes.getStore()?.run;
  const losses = run?.losses.fresh(suspects) ?? [];
  if (!run || losses.length === 0) return;
  const task = run.tasks.get(task_id ?? '');
  const at = new Date().toISOString();
  const by = task && { task: { id: task.id, node: task.node } };
  const lines = losses.map((text) => ({ stream: 'retrograph' as const, text, at, ...by }));
  run.emitter.push({ type: 'output', lines });
  if (!task) return;
  task.losses = [...(task.losses ?? []), ...losses];
  run.emitter.tasks(run.thread_id, [task]);
}
