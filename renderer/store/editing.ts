import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import type { Json, TaskInfo } from '../../core/protocol/model.ts';
import type { AppState, Slice } from './store.ts';
import { takesBranch } from './surgery.ts';

/** What is in the State update editor. */
export interface Edit {
  /** As chosen, or what the editor was opened for; absent = what fits where the thread stands. */
  asNode?: string;
  text: string;
}

export interface EditingSlice {
  /** By the thread that the editor is open on: what was written stays while another is looked at. */
  edits: Record<string, Edit>;

  /** Opens the editor at the moment shown; one that is open keeps its text. */
  editStarted: (asNode?: string) => void;
  editChanged: (change: Partial<Edit>) => void;
  editEnded: () => void;
  /** Opens the editor to give a failed task's output by hand, at the checkpoint it runs from. */
  taskReplaced: (task: TaskInfo) => void;
  /** Runs the tasks of the moment shown again; what finished is kept. */
  shownRetried: () => Promise<void>;
  /**
   * Applies an update at the moment shown and follows the fork it makes. Answers why it was refused: the
   * editor says so, and keeps its text. A run that does not start afterwards is a notice.
   */
  updateApplied: (update: {
    values: Json;
    asNode?: string;
    andContinue: boolean;
  }) => Promise<WireError | undefined>;
}

/** An edit after which nothing runs is no failure. */
function unlessAtEnd(thrown: unknown): void {
  if (toWireError(thrown).code !== 'nothingToRun') throw thrown;
}

/** The editor of the thread shown; undefined where it is not open. */
export const activeEdit = (state: AppState): Edit | undefined => state.edits[state.threadId ?? ''];

export const isEditing = (state: AppState): boolean => activeEdit(state) !== undefined;

/** What an editor begins with. */
export const emptyEdit: Edit = { text: '{}' };

interface Ids {
  sessionId: string;
  thread_id: string;
}

export const editingSlice: Slice<EditingSlice> = (set, get) => {
  /** Changes the moment shown: in a branch where that is what it takes, which goes again if the change is refused. */
  const update = async (of: Ids, change: { values: Json; asNode: string | undefined }) => {
    const { client, checkpoint, branchShown } = get();
    const place = { ...checkpoint, ...change };
    if (!checkpoint || !takesBranch(get(), checkpoint)) {
      return { ...of, fork: await client.updateState({ ...of, ...place }) };
    }
    const branch = await client.branchThread({ ...of, ...checkpoint });
    const ids = { ...of, thread_id: branch.thread_id };
    try {
      const fork = await client.updateState({ ...ids, ...place });
      await branchShown(of.sessionId, branch);
      return { ...ids, fork };
    } catch (refused) {
      await client.deleteThread(ids);
      throw refused;
    }
  };

  const change = (change: Partial<Edit>) => {
    const { edits, threadId } = get();
    if (threadId === undefined) return;
    set({ edits: { ...edits, [threadId]: { ...(edits[threadId] ?? emptyEdit), ...change } } });
  };
  const end = (threadId: string | undefined) => {
    const { [threadId ?? '']: _ended, ...edits } = get().edits;
    set({ edits });
  };

  return {
    edits: {},
    editStarted: (asNode) => change({ ...(asNode !== undefined && { asNode }) }),
    editChanged: change,
    editEnded: () => end(get().threadId),
    taskReplaced: (task) => {
      if (task.checkpoint_ns !== '') get().checkpointFocused(task);
      get().editStarted(task.name);
    },
    shownRetried: () => {
      const { checkpoint } = get();
      return checkpoint ? get().replay(checkpoint) : get().run(null);
    },
    updateApplied: async ({ values, asNode, andContinue }) => {
      const { client, sessionId, threadId } = get();
      if (!sessionId || !threadId) return undefined;
      try {
        const { fork, ...ids } = await update(
          { sessionId, thread_id: threadId },
          { values, asNode },
        );
        end(threadId);
        if (!andContinue) {
          if (fork.checkpoint_ns === '') get().headFollowed();
          else get().checkpointFocused(fork);
          return undefined;
        }
        get().headFollowed();
        await get().attempt(() =>
          client.run({ ...ids, ...fork, input: null, mode: 'continue' }).catch(unlessAtEnd),
        );
      } catch (thrown) {
        return toWireError(thrown);
      }
      return undefined;
    },
  };
};
