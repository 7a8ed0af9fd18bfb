import type { History, Ledger } from '../protocol/history.ts';
import { threadMatches } from '../protocol/threadMatch.ts';
import type { Storage } from './storage.ts';

/** The past of a project's threads, straight from disk: no runner need live. */
export function createHistory(
  storage: Pick<Storage, 'checkpoints' | 'tasks' | 'values' | 'threads'>,
  projectRoot: string,
): History {
  const threads = storage.threads(projectRoot);
  return {
    listThreads: async (graphId, query) => ({
      threads: threads
        .list(graphId)
        .filter((thread) => threadMatches(thread, query?.match))
        .slice(query?.offset),
      more: false,
    }),
    createThread: async (graphId, title) => threads.create(graphId, title),
    renameThread: async (threadId, title) => void threads.rename(threadId, title),
    deleteThread: async (threadId) => threads.delete(threadId),
    listCheckpoints: async (threadId) => storage.checkpoints.rows(threadId),
    listTasks: async (threadId, checkpointId, checkpointNs) =>
      storage.tasks.list(threadId, checkpointId, checkpointNs),
    readValue: async (ref, path, offset, limit) =>
      storage.values.readValue(ref, path, offset, limit),
    findValues: storage.values.findValues,
    readWhole: async (ref, path) => storage.values.readWhole(ref, path),
    readEditable: async (ref, path) => storage.values.readEditable(ref, path),
    surgery: {
      branch: async (from, again) => threads.branch(from, again && { dropWrites: again }),
      weighThread: threads.weigh,
      weighDeletion: threads.weighDeletion,
      deleteCheckpoints: threads.deleteCheckpoints,
    },
  };
}

/** What a session notes down of a project's threads, on disk before it is told. */
export function createLedger(
  { checkpoints, tasks, threads }: Pick<Storage, 'checkpoints' | 'tasks' | 'threads'>,
  projectRoot: string,
): Ledger {
  const { get, setStanding } = threads(projectRoot);
  return {
    thread: get,
    setStanding,
    recordTasks: tasks.record,
    cancelRunning: tasks.cancelRunning,
    tasks: tasks.list,
    row: checkpoints.row,
  };
}
