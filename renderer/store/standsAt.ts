import type { CheckpointRow } from '../../core/protocol/model.ts';
import { callerOf } from '../../core/protocol/namespace.ts';
import type { Tasks } from './taskIndex.ts';

/** A checkpoint of the thread at hand. */
export type Place = Pick<CheckpointRow, 'checkpoint_id' | 'checkpoint_ns'>;
type Rows = Readonly<Record<string, CheckpointRow>>;

/**
 * Whether a thread stands at a checkpoint: it is the newest of its graph, and of a subgraph, the task that called it is not done
 * and the graph around stands where that task runs from.
 */
export function standsAt(
  rows: Rows,
  tasks: Tasks,
  { checkpoint_id, checkpoint_ns }: Place,
): boolean {
  if (newestIn(rows, checkpoint_ns) !== checkpoint_id) return false;
  if (checkpoint_ns === '') return true;
  const caller = tasks[callerOf(checkpoint_ns) ?? ''];
  return caller !== undefined && caller.status !== 'done' && standsAt(rows, tasks, caller);
}

function newestIn(rows: Rows, ns: string): string | undefined {
  let newest: string | undefined;
  for (const { checkpoint_ns, checkpoint_id } of Object.values(rows)) {
    if (checkpoint_ns === ns && (newest === undefined || checkpoint_id > newest))
      newest = checkpoint_id;
  }
  return newest;
}
