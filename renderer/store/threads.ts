import type { ThreadInfo } from '../../core/protocol/model.ts';
import type { Slice } from './store.ts';

/** How much of a session's list of threads has been read. */
interface Listed {
  /** So many of the newest. */
  count: number;
  /** There are older ones. */
  more: boolean;
}

export interface ThreadsSlice {
  /** By session, then thread id. */
  threads: Record<string, Record<string, ThreadInfo>>;
  /** By session. */
  listedThreads: Record<string, Listed>;

  /** Reads the newest threads of a session, in place of those known. */
  loadThreads: (sessionId: string) => Promise<ThreadInfo[]>;
  olderThreadsLoaded: () => Promise<void>;
  /** Adds what core finds to the threads known: those listed need not be all. */
  threadsSought: (match: string) => Promise<void>;
  /** One that is being made: what is run meanwhile runs in it. */
  makingThread?: Promise<ThreadInfo | undefined>;
  createThread: () => Promise<ThreadInfo | undefined>;
  renameThread: (threadId: string, title: string) => Promise<void>;
  deleteThread: (threadId: string) => Promise<void>;
}

export const threadsSlice: Slice<ThreadsSlice> = (set, get) => {
  const inSession = async <T>(
    command: (sessionId: string) => Promise<T>,
  ): Promise<T | undefined> => {
    const { sessionId } = get();
    return sessionId ? get().attempt(() => command(sessionId)) : undefined;
  };
  const add = (sessionId: string, found: ThreadInfo[], before?: Record<string, ThreadInfo>) => {
    const added = Object.fromEntries(found.map((thread) => [thread.thread_id, thread]));
    set(({ threads }) => ({
      threads: { ...threads, [sessionId]: { ...(before ?? threads[sessionId]), ...added } },
    }));
  };
  const listed = (sessionId: string, now: Listed) =>
    set(({ listedThreads }) => ({ listedThreads: { ...listedThreads, [sessionId]: now } }));

  return {
    threads: {},
    listedThreads: {},

    loadThreads: async (sessionId) => {
      const { threads, more } = await get().client.listThreads({ sessionId });
      add(sessionId, threads, {});
      listed(sessionId, { count: threads.length, more });
      return threads;
    },
    olderThreadsLoaded: async () => {
      await inSession(async (sessionId) => {
        const offset = get().listedThreads[sessionId]?.count ?? 0;
        const { threads, more } = await get().client.listThreads({ sessionId, offset });
        add(sessionId, threads);
        listed(sessionId, { count: offset + threads.length, more });
      });
    },
    threadsSought: async (match) => {
      await inSession(async (sessionId) => {
        const { threads } = await get().client.listThreads({ sessionId, match });
        add(sessionId, threads);
      });
    },
    createThread: () => {
      const makingThread = inSession(async (sessionId) => {
        const thread = await get().client.createThread({ sessionId });
        add(sessionId, [thread]);
        await get().threadFocused(thread.thread_id);
        return thread;
      }).finally(() => {
        if (get().makingThread === makingThread) set({ makingThread: undefined });
      });
      set({ makingThread });
      return makingThread;
    },
    renameThread: async (thread_id, title) => {
      await inSession((sessionId) => get().client.renameThread({ sessionId, thread_id, title }));
    },
    deleteThread: async (thread_id) => {
      await inSession((sessionId) => get().client.deleteThread({ sessionId, thread_id }));
    },
  };
};
