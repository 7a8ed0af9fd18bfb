import type { Json, TaskInfo, ThreadInfo } from '../../core/protocol/model.ts';
import { callerOf } from '../../core/protocol/namespace.ts';
import type { RunMode } from '../../core/protocol/requests.ts';
import { activeRows, activeSession, activeTasks, shownInterrupts } from './selectors.ts';
import { standsAt, type Place } from './standsAt.ts';
import type { AppState, Slice } from './store.ts';

/**
 * Whether a checkpoint is inside a call of a subgraph that has gone on since. To go on from there LangGraph itself calls that anew
 * (from 1.4 on), and forgets what was edited. A subgraph with `checkpointer: true` is one for all calls.
 */
export const isLeft = (state: AppState, place: Place): boolean =>
  callerOf(place.checkpoint_ns) !== undefined &&
  !standsAt(activeRows(state), activeTasks(state), place);

const hasBranches = (state: AppState): boolean =>
  activeSession(state)?.capabilities.surgery === true;

/** Then a branch can do it, where there are such. */
export const takesBranch = (state: AppState, place: Place): boolean =>
  hasBranches(state) && isLeft(state, place);

/**
 * Whether it takes a branch to answer what was asked at the moment shown: inside a subgraph that is called anew, the first to be asked
 * may be another question.
 */
export const takesBranchToAnswer = (state: AppState, answers: Record<string, Json>): boolean =>
  hasBranches(state) &&
  state.checkpoint !== undefined &&
  !standsAt(activeRows(state), activeTasks(state), state.checkpoint) &&
  shownInterrupts(state).some(
    ({ id, checkpoint_ns }) => id in answers && callerOf(checkpoint_ns) !== undefined,
  );

/** What can be done to the past of a thread beyond going back in it. */
export interface SurgerySlice {
  /** Makes a thread that begins at this checkpoint, and shows it. */
  branched: (from: Place) => Promise<void>;
  /** Shows a thread that was just made of another, unless a person has gone on to another session meanwhile. */
  branchShown: (sessionId: string, thread: ThreadInfo) => Promise<void>;
  /** Goes on from this checkpoint in a branch that begins there. */
  branchRun: (from: Place, mode: RunMode) => Promise<void>;
  /** Answers interrupts of this checkpoint, by id, in a branch that waits as it did. */
  branchAnswered: (from: Place, answers: Record<string, Json>) => Promise<void>;
  /** Runs one task of a super-step again in a branch; what its siblings wrote is kept. */
  taskRunAgain: (task: TaskInfo) => Promise<void>;
  /** Copies the thread of a database up to this checkpoint into an open project, and shows it there. */
  threadCopied: (until: Place, into: string) => Promise<void>;
}

export const surgerySlice: Slice<SurgerySlice> = (set, get) => {
  /** Answers whether it is made and shown: then what follows is meant for it. */
  const branch = async ({ checkpoint_id, checkpoint_ns }: Place, again?: string[]) => {
    const { client, sessionId, threadId, attempt } = get();
    if (!sessionId || !threadId) return false;
    const from = { sessionId, thread_id: threadId, checkpoint_id, checkpoint_ns };
    const thread = await attempt(() => client.branchThread({ ...from, ...(again && { again }) }));
    if (thread) await get().branchShown(sessionId, thread);
    return thread !== undefined && get().threadId === thread.thread_id;
  };

  return {
    branched: async (from) => void (await branch(from)),
    branchShown: async (sessionId, thread) => {
      set(({ threads }) => ({
        threads: {
          ...threads,
          [sessionId]: { ...threads[sessionId], [thread.thread_id]: thread },
        },
      }));
      if (get().sessionId === sessionId) await get().threadFocused(thread.thread_id);
    },
    branchRun: async (from, mode) => {
      if (await branch(from)) await get().run(null, mode);
    },
    branchAnswered: async (from, answers) => {
      if (await branch(from, [])) await get().resume(answers);
    },
    threadCopied: async ({ checkpoint_id, checkpoint_ns }, into) => {
      const { client, sessionId, threadId, attempt } = get();
      if (!sessionId || !threadId) return;
      const until = { sessionId, thread_id: threadId, checkpoint_id, checkpoint_ns, into };
      const thread = await attempt(() => client.copyThread(until));
      if (!thread) return;
      await get().sessionFocused(into);
      await get().branchShown(into, thread);
    },
    taskRunAgain: async (task) => {
      if (await branch(task, [task.id])) await get().run(null);
    },
  };
};
