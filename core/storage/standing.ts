import { headline } from '../protocol/headline.ts';
import type { Stopped, TaskInfo } from '../protocol/model.ts';
import type { Checkpoints, Tasks } from './storage.ts';

/** The newest checkpoint of the graph itself; never reads more than that one. */
export const headOf = (threadId: string, checkpoints: Checkpoints) =>
  checkpoints.head(threadId, '');

/** Where a thread stands that nobody runs. Undefined when nothing is left to do: the head has no tasks. */
export function whereItStands(
  threadId: string,
  checkpoints: Checkpoints,
  tasks: Tasks,
): Stopped | undefined {
  const head = headOf(threadId, checkpoints);
  if (!head) return undefined;
  const checkpoint_id = head;
  const checkpoint_ns = '';
  const here = tasks
    .list(threadId, checkpoint_id, checkpoint_ns)
    .filter((task) => task.caller_id === undefined);
  if (here.length === 0) return undefined;
  const at = (reason: Stopped['reason'], of: TaskInfo[]): Stopped => ({
    reason,
    nodes: [...new Set(of.map(({ node }) => node))],
    checkpoint_id,
    checkpoint_ns,
  });
  const failed = here.filter(({ status }) => status === 'error');
  if (failed.length > 0) return { ...at('exception', failed), message: messageOf(failed) };
  const asking = here.filter(({ status }) => status === 'interrupted');
  if (asking.length > 0) return at('interrupt', asking);
  const unfinished = here.filter(({ status }) => status !== 'done');
  return at('pause', unfinished.length > 0 ? unfinished : here);
}

const messageOf = (failed: TaskInfo[]): string =>
  headline(failed.find(({ error }) => error)?.error?.message ?? '');
