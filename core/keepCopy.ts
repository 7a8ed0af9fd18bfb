import type { ThreadCopy } from './foreign/copyOf.ts';
import type { Stopped, ThreadInfo } from './protocol/model.ts';
import type { Storage } from './storage/storage.ts';

/** Stores a copied thread as a new one of a project's graph. Checkpoints and tasks keep their ids. */
export async function keepCopy(
  storage: Storage,
  projectKey: string,
  graphId: string,
  { title, checkpoints, writes, tasks, head }: ThreadCopy,
): Promise<ThreadInfo> {
  const threads = storage.threads(projectKey);
  const { thread_id } = threads.create(graphId, title);
  try {
    await Promise.all(checkpoints.map((one) => storage.checkpoints.put({ ...one, thread_id })));
    await Promise.all(writes.map((one) => storage.checkpoints.putWrites({ ...one, thread_id })));
    storage.tasks.record(tasks.map((task) => ({ ...task, thread_id })));
  } catch (error) {
    threads.delete(thread_id);
    throw error;
  }
  const { checkpoint_id, checkpoint_ns } = head;
  const here = tasks.filter((task) => task.checkpoint_id === checkpoint_id);
  const asking = here.filter(({ status }) => status === 'interrupted');
  const failed = here.filter(({ status }) => status === 'error');
  const left = [failed, asking, here].find((some) => some.length > 0) ?? [];
  if (left.length === 0) return threads.get(thread_id);
  const reason = left === failed ? 'exception' : left === asking ? 'interrupt' : 'step';
  const nodes = [...new Set(left.map(({ node }) => node))];
  const stopped: Stopped = { reason, nodes, checkpoint_id, checkpoint_ns };
  return threads.setStanding(thread_id, { state: 'stopped', stopped });
}
