import type { CoreEvent, EventBody } from '../../core/protocol/events.ts';
import { nothingFocused } from './focus.ts';
import { checkpointKey } from './selectors.ts';
import type { AppState, AppStore } from './store.ts';

const OUTPUT_LINES = 10_000;

/** The records a batch has made for itself: only those may be written to. */
type Fresh = WeakSet<object>;

/** `record` with one more entry. It is copied once a batch: a long thread has thousands of entries. */
function put<T>(fresh: Fresh, record: Record<string, T> = {}, key: string, value: T) {
  const own = fresh.has(record) ? record : { ...record };
  fresh.add(own);
  own[key] = value;
  return own;
}

/** The state after one event. Events are whole things, so the later one always wins. */
function reduce(state: AppState, event: EventBody, fresh: Fresh): Partial<AppState> {
  switch (event.type) {
    case 'session': {
      const { sessionId, phase } = event.session;
      const sessions = { ...state.sessions, [sessionId]: event.session };
      const isLoaded = phase === 'ready' && state.sessions[sessionId]?.phase === 'starting';
      if (!isLoaded) return { sessions };
      return {
        sessions,
        loads: { ...state.loads, [sessionId]: (state.loads[sessionId] ?? 0) + 1 },
      };
    }
    case 'sessionClosed': {
      const { [event.sessionId]: _closed, ...sessions } = state.sessions;
      if (state.sessionId !== event.sessionId) return { sessions };
      return { sessions, ...nothingFocused };
    }
    case 'recents':
      return { recents: event.recents };
    case 'graph':
      return { graphs: { ...state.graphs, [event.sessionId]: event.graph } };
    case 'breakpoints':
      return { breakpoints: { ...state.breakpoints, [event.sessionId]: event.breakpoints } };
    case 'thread': {
      const threads = { ...state.threads[event.sessionId], [event.thread.thread_id]: event.thread };
      return { threads: { ...state.threads, [event.sessionId]: threads } };
    }
    case 'threadDeleted': {
      const { [event.thread_id]: _deleted, ...threads } = state.threads[event.sessionId] ?? {};
      const { [event.thread_id]: _rows, ...rows } = state.rows;
      const { [event.thread_id]: _tasks, ...tasks } = state.tasks;
      const change = { threads: { ...state.threads, [event.sessionId]: threads }, rows, tasks };
      return state.threadId === event.thread_id
        ? { ...change, ...nothingFocused, sessionId: state.sessionId }
        : change;
    }
    case 'checkpoint': {
      const { row } = event;
      const rows = put(fresh, state.rows[row.thread_id], checkpointKey(row), row);
      return { rows: { ...state.rows, [row.thread_id]: rows } };
    }
    case 'history': {
      const { thread_id } = event;
      const rows = Object.fromEntries(event.rows.map((row) => [checkpointKey(row), row]));
      const tasks = Object.fromEntries(event.tasks.map((task) => [task.id, task]));
      const shown = state.checkpoint && rows[checkpointKey(state.checkpoint)];
      return {
        rows: { ...state.rows, [thread_id]: rows },
        tasks: { ...state.tasks, [thread_id]: tasks },
        ...(state.threadId === thread_id && !shown && { checkpoint: undefined }),
      };
    }
    case 'tasks': {
      let tasks = state.tasks[event.thread_id] ?? {};
      for (const task of event.tasks) tasks = put(fresh, tasks, task.id, task);
      return { tasks: { ...state.tasks, [event.thread_id]: tasks } };
    }
    case 'items':
      return {
        itemChanges: {
          ...state.itemChanges,
          [event.sessionId]: (state.itemChanges[event.sessionId] ?? 0) + 1,
        },
      };
    case 'output': {
      const known = state.output[event.sessionId] ?? [];
      // `getOutput` may have answered with lines whose event was still on its way.
      const fresh = event.lines.filter(({ seq }) => seq > (known.at(-1)?.seq ?? 0));
      const lines = [...known, ...fresh].slice(-OUTPUT_LINES);
      return { output: { ...state.output, [event.sessionId]: lines } };
    }
  }
}

/** The only place where core's events change the store: a batch is one change, so one render. */
export function applyEvents(store: AppStore, events: CoreEvent[]): void {
  store.setState((before) => {
    let state = before;
    const fresh: Fresh = new WeakSet();
    for (const event of events) {
      if (event.seq > state.seq)
        state = { ...state, ...reduce(state, event, fresh), seq: event.seq };
    }
    return state;
  });
}
