import type { CheckpointRow, TaskInfo } from '../../core/protocol/model.ts';
import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import { checkpointKey } from './selectors.ts';
import type { Slice } from './store.ts';

export interface TimelineSlice {
  /** By thread, then `checkpointKey`. */
  rows: Record<string, Record<string, CheckpointRow>>;
  /** By thread, then task id. */
  tasks: Record<string, Record<string, TaskInfo>>;
  /** Why the past of a thread could not be read; shown where it would be. */
  threadProblems: Record<string, WireError>;
  /** Threads whose past was asked for; events keep it true from then on. */
  readThreads: ReadonlySet<string>;
  /** Threads whose oldest checkpoint is known, though it names a parent: somebody took that away. */
  wholeThreads: ReadonlySet<string>;

  loadThread: (threadId: string) => Promise<void>;
  /** Reads on into the past of a long thread. */
  olderCheckpointsLoaded: (threadId: string) => Promise<void>;
}

export const timelineSlice: Slice<TimelineSlice> = (set, get) => {
  const read = async (sessionId: string, thread_id: string, atLeast?: number): Promise<void> => {
    const { client } = get();
    await Promise.all([
      client
        .listCheckpoints({ sessionId, thread_id, ...(atLeast !== undefined && { atLeast }) })
        .then((list) => {
          const rows = Object.fromEntries(list.map((row) => [checkpointKey(row), row]));
          set((state) => ({ rows: { ...state.rows, [thread_id]: rows } }));
        }),
      client.listTasks({ sessionId, thread_id }).then((list) => {
        const tasks = Object.fromEntries(list.map((task) => [task.id, task]));
        set((state) => ({ tasks: { ...state.tasks, [thread_id]: tasks } }));
      }),
    ]);
  };
  const countOf = (threadId: string) => Object.keys(get().rows[threadId] ?? {}).length;

  return {
    rows: {},
    tasks: {},
    threadProblems: {},
    readThreads: new Set(),
    wholeThreads: new Set(),

    loadThread: async (thread_id) => {
      const { sessionId } = get();
      if (!sessionId) return;
      set(({ readThreads }) => ({ readThreads: new Set([...readThreads, thread_id]) }));
      const problem = await read(sessionId, thread_id).then(() => undefined, toWireError);
      set(({ threadProblems: { [thread_id]: _before, ...threadProblems } }) => ({
        threadProblems: problem ? { ...threadProblems, [thread_id]: problem } : threadProblems,
      }));
    },
    olderCheckpointsLoaded: async (thread_id) => {
      const { sessionId, attempt } = get();
      if (!sessionId) return;
      await attempt(async () => {
        const count = countOf(thread_id);
        await read(sessionId, thread_id, count + 1);
        if (countOf(thread_id) > count) return;
        set(({ wholeThreads }) => ({ wholeThreads: new Set([...wholeThreads, thread_id]) }));
      });
    },
  };
};
