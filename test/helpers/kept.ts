import type { CheckpointRow, Json, TaskInfo, ThreadInfo } from '../../core/protocol/model.ts';
import type { Requests } from '../../core/protocol/requests.ts';

/** All that a project's database holds of its threads, as core says it. */
export interface Kept {
  thread: ThreadInfo;
  rows: CheckpointRow[];
  tasks: TaskInfo[];
  /** By namespace and id of the checkpoint. */
  states: Record<string, Json>;
  /** By task: what it received and wrote. */
  written: Record<string, Json>;
}

type Reading = Pick<Requests, 'listThreads' | 'listCheckpoints' | 'listTasks' | 'readWhole'>;

/** Oldest thread first. */
export async function keptBy(core: Reading, sessionId: string): Promise<Kept[]> {
  const { threads } = await core.listThreads({ sessionId });
  return Promise.all(
    threads.toReversed().map(async (thread): Promise<Kept> => {
      const { thread_id } = thread;
      const rows = await core.listCheckpoints({ sessionId, thread_id });
      const tasks = await core.listTasks({ sessionId, thread_id });
      const states: Kept['states'] = {};
      for (const { checkpoint_ns, checkpoint_id } of rows) {
        const ref = { thread_id, checkpoint_ns, checkpoint_id };
        states[`${checkpoint_ns} ${checkpoint_id}`] = await core.readWhole({
          sessionId,
          ref,
          path: [],
        });
      }
      const written: Kept['written'] = {};
      for (const { id, checkpoint_ns, checkpoint_id } of tasks) {
        const task = { id, part: 'writes' as const };
        const ref = { thread_id, checkpoint_ns, checkpoint_id, task };
        written[id] = await core.readWhole({ sessionId, ref, path: [] });
      }
      return { thread, rows, tasks, states, written };
    }),
  );
}
