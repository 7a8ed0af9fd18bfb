import type { Capability } from '../../core/protocol/capabilities.ts';
import { errorHints } from '../../core/protocol/errors.ts';
import type { GraphModel } from '../../core/protocol/graph.ts';
import type {
  CheckpointRow,
  Interrupt,
  SessionInfo,
  TaskInfo,
  ThreadInfo,
} from '../../core/protocol/model.ts';
import { shownTasks } from './shownTasks.ts';
import type { AppState } from './store.ts';

/** The key of a checkpoint within its thread. */
export const checkpointKey = (
  row: Pick<CheckpointRow, 'checkpoint_id' | 'checkpoint_ns'>,
): string => `${row.checkpoint_ns}#${row.checkpoint_id}`;

export const activeSession = (state: AppState): SessionInfo | undefined =>
  state.sessionId === undefined ? undefined : state.sessions[state.sessionId];

export const activeGraph = (state: AppState): GraphModel | null | undefined =>
  state.sessionId === undefined ? undefined : state.graphs[state.sessionId];

/** What is written for the graph shown is kept under. */
export const draftKey = (state: AppState): string => {
  const session = activeSession(state);
  return `${session?.sessionId}#${session?.graphId}`;
};

export const activeThread = (state: AppState): ThreadInfo | undefined =>
  state.sessionId === undefined || state.threadId === undefined
    ? undefined
    : state.threads[state.sessionId]?.[state.threadId];

const noThreads: Record<string, ThreadInfo> = {};
/** Of the active session, by their ids. */
export const activeThreads = (state: AppState): Record<string, ThreadInfo> =>
  state.threads[state.sessionId ?? ''] ?? noThreads;

export const newestFirst = (threads: Record<string, ThreadInfo>): ThreadInfo[] =>
  Object.values(threads).sort((one, other) => (one.created_at < other.created_at ? 1 : -1));

/** Whether the thread shown runs. */
export const isRunning = (state: AppState): boolean => activeThread(state)?.state === 'running';

/** Whether nothing of what is open can ever run. */
export const neverRuns = (state: AppState): boolean =>
  activeSession(state)?.limits.run !== undefined;

/** Why what is open cannot do something, in one sentence; undefined where it can, and where nothing is open. */
export const whyNot =
  (capability: Capability) =>
  (state: AppState): string | undefined => {
    const session = activeSession(state);
    if (!session || session.capabilities[capability]) return undefined;
    return session.limits[capability] ?? errorHints.notSupported;
  };

const noRows: Record<string, CheckpointRow> = {};
const noTasks: Record<string, TaskInfo> = {};

/** By `checkpointKey`; none while they are not read. */
export const rowsOf = (state: AppState, threadId = ''): Record<string, CheckpointRow> =>
  state.rows[threadId] ?? noRows;

/** By task id. */
export const tasksOf = (state: AppState, threadId = ''): Record<string, TaskInfo> =>
  state.tasks[threadId] ?? noTasks;

export const activeRows = (state: AppState) => rowsOf(state, state.threadId);
export const activeTasks = (state: AppState) => tasksOf(state, state.threadId);

/** The checkpoint that one follows, if it has one and that was read. */
export const parentOf = (
  rows: Record<string, CheckpointRow>,
  { checkpoint_ns, parent_checkpoint_id: checkpoint_id }: CheckpointRow,
): CheckpointRow | undefined =>
  checkpoint_id === undefined ? undefined : rows[checkpointKey({ checkpoint_ns, checkpoint_id })];

/** Title of the thread that a checkpoint is of, when that is not the one shown. */
export const otherTitle = (
  state: AppState,
  row: Pick<CheckpointRow, 'thread_id'> | undefined,
): string | undefined =>
  row === undefined || row.thread_id === state.threadId
    ? undefined
    : activeThreads(state)[row.thread_id]?.title;

/** Whether the oldest checkpoint of the root graph follows one that is not among `rows`. */
export function goesOn(rows: Record<string, CheckpointRow>): boolean {
  let oldest: CheckpointRow | undefined;
  for (const row of Object.values(rows)) {
    const isOlder = !oldest || row.checkpoint_id < oldest.checkpoint_id;
    if (row.checkpoint_ns === '' && isOlder) oldest = row;
  }
  const parent = oldest?.parent_checkpoint_id;
  return (
    parent !== undefined && !(checkpointKey({ checkpoint_id: parent, checkpoint_ns: '' }) in rows)
  );
}

const heads = new WeakMap<object, CheckpointRow | undefined>();

/**
 * The greatest checkpoint id of the root namespace: LangGraph's own idea of a thread's head (ids sort by
 * time). Asked at every change by many, so it is kept for as long as `rows` is.
 */
export function headRow(rows: Record<string, CheckpointRow>): CheckpointRow | undefined {
  if (!heads.has(rows)) heads.set(rows, findHead(rows));
  return heads.get(rows);
}

function findHead(rows: Record<string, CheckpointRow>): CheckpointRow | undefined {
  let head: CheckpointRow | undefined;
  for (const row of Object.values(rows)) {
    if (row.checkpoint_ns === '' && (!head || row.checkpoint_id > head.checkpoint_id)) head = row;
  }
  return head;
}

/** The checkpoint the canvas and the inspector show: the chosen one, else the head. */
export const shownRow = (state: AppState): CheckpointRow | undefined =>
  state.checkpoint
    ? activeRows(state)[checkpointKey(state.checkpoint)]
    : headRow(activeRows(state));

/**
 * The pending interrupts at the moment shown, oldest first: of its own tasks and those within. Not of the
 * whole thread, since a checkpoint that was gone back from keeps its tasks interrupted for ever.
 */
export const shownInterrupts = (state: AppState): Interrupt[] => {
  const shown = shownRow(state);
  if (!shown) return [];
  const seen = new Set<string>();
  return shownTasks(activeTasks(state), shown)
    .filter(({ task }) => task.status === 'interrupted')
    .flatMap(({ task }) => task.interrupts)
    .filter((interrupt) => !seen.has(interrupt.id) && seen.add(interrupt.id));
};
