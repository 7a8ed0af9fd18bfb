import type { CheckpointRow, TaskInfo, ThreadInfo } from '../../core/protocol/model.ts';
import type { Slice } from './store.ts';

type Place = Pick<CheckpointRow, 'checkpoint_id' | 'checkpoint_ns'>;

/** What can be done to the past of a thread beyond going back in it. */
export interface SurgerySlice {
  /** Makes a thread that begins at this checkpoint, and shows it. */
  branched: (from: Place) => Promise<void>;
  /** Runs one task of a super-step again in a branch; what its siblings wrote is kept. */
  taskRunAgain: (task: TaskInfo) => Promise<void>;
  /** Copies the thread of a database up to this checkpoint into an open project, and shows it there. */
  threadCopied: (until: Place, into: string) => Promise<void>;
}

export const surgerySlice: Slice<SurgerySlice> = (set, get) => {
  const branch = async ({ checkpoint_id, checkpoint_ns }: Place, again?: string[]) => {
    const { client, sessionId, threadId, attempt } = get();
    if (!sessionId || !threadId) return undefined;
    const from = { sessionId, thread_id: threadId, checkpoint_id, checkpoint_ns };
    const thread = await attempt(() => client.branchThread({ ...from, ...(again && { again }) }));
    if (thread) await show(sessionId, thread);
    return thread;
  };
  const show = async (sessionId: string, thread: ThreadInfo) => {
    set(({ threads }) => ({
      threads: {
        ...threads,
        [sessionId]: { ...threads[sessionId], [thread.thread_id]: thread },
      },
    }));
    await get().threadFocused(thread.thread_id);
  };

  return {
    branched: async (from) => void (await branch(from)),
    threadCopied: async ({ checkpoint_id, checkpoint_ns }, into) => {
      const { client, sessionId, threadId, attempt } = get();
      if (!sessionId || !threadId) return;
      const until = { sessionId, thread_id: threadId, checkpoint_id, checkpoint_ns, into };
      const thread = await attempt(() => client.copyThread(until));
      if (!thread) return;
      await get().sessionFocused(into);
      await show(into, thread);
    },
    taskRunAgain: async (task) => {
      if (await branch(task, [task.id])) await get().run(null);
    },
  };
};
