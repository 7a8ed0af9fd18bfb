import type { GraphModel } from './graph.ts';
import type { Breakpoint } from './breakpoint.ts';
import type { CheckpointRow, OutputLine, SessionInfo, TaskInfo, ThreadInfo } from './model.ts';
import type { RecentProject } from './places.ts';

/** What happened in core. `seq` grows by one per event over the life of core; a gap means: ask `hello` again. */
export type CoreEvent = { seq: number } & EventBody;

/** Events are whole things, never patches: applying one twice, or only the last of many, gives the same picture. */
export type EventBody =
  | { type: 'session'; session: SessionInfo }
  | { type: 'sessionClosed'; sessionId: string }
  | { type: 'recents'; recents: RecentProject[] }
  /** The graph was (re)loaded, or a run took an edge nobody declared. */
  | { type: 'graph'; sessionId: string; graph: GraphModel }
  | { type: 'breakpoints'; sessionId: string; graphId: string; breakpoints: Breakpoint[] }
  | { type: 'thread'; sessionId: string; thread: ThreadInfo }
  | { type: 'threadDeleted'; sessionId: string; thread_id: string }
  | { type: 'checkpoint'; sessionId: string; row: CheckpointRow }
  /** The past of a thread was changed: this is all of it. */
  | {
      type: 'history';
      sessionId: string;
      thread_id: string;
      rows: CheckpointRow[];
      tasks: TaskInfo[];
    }
  | { type: 'tasks'; sessionId: string; thread_id: string; tasks: TaskInfo[] }
  /** Items of the long-term store were put or deleted, in these namespaces or anywhere. */
  | { type: 'items'; sessionId: string; namespaces?: string[][] }
  | { type: 'output'; sessionId: string; lines: OutputLine[] };

/** What core may call on a renderer: batches of events, oldest first. */
export interface RendererFunctions {
  events: (events: CoreEvent[]) => void;
}
