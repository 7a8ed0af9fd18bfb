import { errorHints, toWireError } from '../../core/protocol/errors.ts';
import type { Deletion, Removal, StorageInfo, ThreadWeight } from '../../core/protocol/storage.ts';
import { formatSize } from '../ui/format.ts';
import { activeSession } from './selectors.ts';
import type { Slice } from './store.ts';

/** A deletion that the person is asked about. */
export interface AskedDeletion {
  thread_id: string;
  deletion: Deletion;
  /** Absent while it is found out. */
  removal?: Removal;
}

/** Something that takes a while: under way, or how it ended. */
export type Outcome =
  { state: 'busy' } | { state: 'done' | 'failed'; message: string; hint?: string };

export interface StorageSlice {
  storage?: StorageInfo;
  /** By thread, as far as they were weighed since the Storage dialog was opened. */
  weights: Record<string, ThreadWeight>;
  /** Of threads that are damaged, what is said of that. */
  unweighed: Record<string, string>;
  askedDeletion?: AskedDeletion;
  databaseCheck?: Outcome;
  backup?: Outcome;

  /** Reads how large the file is now, and, which a run does not tell, how many checkpoints threads have. */
  storageLooked: () => Promise<void>;
  /** Weighs threads one after the other, as long as the Storage dialog is open. */
  threadsWeighed: (threadIds: string[]) => Promise<void>;
  deletionAsked: (deletion: Deletion, threadId?: string) => Promise<void>;
  deletionDropped: () => void;
  deletionConfirmed: () => Promise<void>;
  databaseChecked: () => Promise<void>;
  databaseBackedUp: (path: string) => Promise<void>;
}

export const storageSlice: Slice<StorageSlice> = (set, get) => ({
  weights: {},
  unweighed: {},

  storageLooked: async () => {
    const { client, attempt, loadThreads } = get();
    const session = activeSession(get());
    const isOurs = session?.capabilities.surgery === true;
    await attempt(async () => {
      set({ storage: await client.getStorage() });
      if (isOurs) await loadThreads(session.sessionId);
    });
  },
  threadsWeighed: async (threadIds) => {
    for (const thread_id of threadIds) {
      const { client, sessionId, dialog } = get();
      if (!sessionId || dialog !== 'storage') return;
      try {
        const weight = await client.weighThread({ sessionId, thread_id });
        set(({ weights, unweighed: { [thread_id]: _weighed, ...unweighed } }) => ({
          weights: { ...weights, [thread_id]: weight },
          unweighed,
        }));
      } catch (thrown) {
        const { code, message } = toWireError(thrown);
        if (code !== 'databaseDamaged') return get().commandFailed(thrown);
        // One thread that cannot be read must not hide what the others weigh.
        set(({ unweighed }) => ({ unweighed: { ...unweighed, [thread_id]: message } }));
      }
    }
  },

  deletionAsked: async (deletion, threadId = get().threadId) => {
    const { client, sessionId, attempt } = get();
    if (!sessionId || !threadId) return;
    const asked: AskedDeletion = { thread_id: threadId, deletion };
    set({ askedDeletion: asked });
    const removal = await attempt(() =>
      client.weighDeletion({ sessionId, thread_id: threadId, deletion }),
    );
    if (get().askedDeletion !== asked) return;
    set({ askedDeletion: removal && { ...asked, removal } });
  },
  deletionDropped: () => set({ askedDeletion: undefined }),
  deletionConfirmed: async () => {
    const { client, sessionId, askedDeletion, attempt } = get();
    set({ askedDeletion: undefined });
    if (!sessionId || !askedDeletion) return;
    const { thread_id, deletion } = askedDeletion;
    await attempt(() => client.deleteCheckpoints({ sessionId, thread_id, deletion }));
    if (get().dialog !== 'storage') return;
    await Promise.all([get().storageLooked(), get().threadsWeighed([thread_id])]);
  },

  databaseChecked: async () => {
    set({ databaseCheck: { state: 'busy' } });
    try {
      const problems = await get().client.checkDatabase();
      const sound = problems.length === 0;
      set({
        databaseCheck: sound
          ? { state: 'done', message: 'The database is sound.' }
          : {
              state: 'failed',
              message: ['The database is damaged.', ...problems].join('\n'),
              hint: errorHints.databaseDamaged,
            },
      });
    } catch (thrown) {
      set({ databaseCheck: { state: 'failed', message: toWireError(thrown).message } });
    }
  },
  databaseBackedUp: async (path) => {
    set({ backup: { state: 'busy' } });
    try {
      const bytes = await get().client.backUpDatabase({ path });
      set({ backup: { state: 'done', message: `Copied ${formatSize(bytes)} to ${path}.` } });
    } catch (thrown) {
      set({ backup: { state: 'failed', message: toWireError(thrown).message } });
    }
  },
});
