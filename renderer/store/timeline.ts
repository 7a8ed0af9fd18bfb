import type { CheckpointRow, TaskInfo, ThreadInfo } from '../../core/protocol/model.ts';
import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import { checkpointKey } from './selectors.ts';
import type { Slice } from './store.ts';

export interface TimelineSlice {
  /** By session, then thread id. */
  threads: Record<string, Record<string, ThreadInfo>>;
  /** By thread, then `checkpointKey`. */
  rows: Record<string, Record<string, CheckpointRow>>;
  /** By thread, then task id. */
  tasks: Record<string, Record<string, TaskInfo>>;
  /** Why the past of a thread could not be read; shown where it would be. */
  threadProblems: Record<string, WireError>;

  loadThread: (threadId: string) => Promise<void>;
  createThread: () => Promise<ThreadInfo | undefined>;
  renameThread: (threadId: string, title: string) => Promise<void>;
  deleteThread: (threadId: string) => Promise<void>;
}

export const timelineSlice: Slice<TimelineSlice> = (set, get) => {
  const inSession = async <T>(
    command: (sessionId: string) => Promise<T>,
  ): Promise<T | undefined> => {
    const { sessionId } = get();
    return sessionId ? get().attempt(() => command(sessionId)) : undefined;
  };
  return {
    threads: {},
    rows: {},
    tasks: {},
    threadProblems: {},

    loadThread: async (thread_id) => {
      const { client, sessionId } = get();
      if (!sessionId) return;
      const reads = Promise.all([
        client.listCheckpoints({ sessionId, thread_id }).then((list) => {
          const rows = Object.fromEntries(list.map((row) => [checkpointKey(row), row]));
          set((state) => ({ rows: { ...state.rows, [thread_id]: rows } }));
        }),
        client.listTasks({ sessionId, thread_id }).then((list) => {
          const tasks = Object.fromEntries(list.map((task) => [task.id, task]));
          set((state) => ({ tasks: { ...state.tasks, [thread_id]: tasks } }));
        }),
      ]);
      const problem = await reads.then(() => undefined, toWireError);
      set(({ threadProblems: { [thread_id]: _before, ...threadProblems } }) => ({
        threadProblems: problem ? { ...threadProblems, [thread_id]: problem } : threadProblems,
      }));
    },
    createThread: () =>
      inSession(async (sessionId) => {
        const thread = await get().client.createThread({ sessionId });
        set((state) => ({
          threads: {
            ...state.threads,
            [sessionId]: { ...state.threads[sessionId], [thread.thread_id]: thread },
          },
        }));
        await get().threadFocused(thread.thread_id);
        return thread;
      }),
    renameThread: async (thread_id, title) => {
      await inSession((sessionId) => get().client.renameThread({ sessionId, thread_id, title }));
    },
    deleteThread: async (thread_id) => {
      await inSession((sessionId) => get().client.deleteThread({ sessionId, thread_id }));
    },
  };
};
