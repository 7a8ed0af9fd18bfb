import { StudioError } from './protocol/errors.ts';
import type { Requests } from './protocol/requests.ts';
import { runConfigOf } from './protocol/runConfig.ts';
import { createSearches } from './searches.ts';
import type { Session } from './session/session.ts';

/** Requests that ask one session for something. */
type SessionRequests = Omit<
  Requests,
  | 'hello'
  | 'getStorage'
  | 'checkDatabase'
  | 'backUpDatabase'
  | 'serveProject'
  | 'stopServing'
  | 'updateSettings'
  | 'browse'
  | 'locateDropped'
  | 'openProject'
  | 'closeProject'
  | 'copyThread'
>;

const PAGE = 100;

/** Routes each request to the session it names. Throws `unknownSession`. */
export function sessionHandlers(sessions: ReadonlyMap<string, Session>): SessionRequests {
  const of = ({ sessionId }: { sessionId: string }): Session => {
    const session = sessions.get(sessionId);
    if (session) return session;
    throw new StudioError('unknownSession', 'The project is not open any more.');
  };

  const searches = createSearches();

  return {
    reloadProject: async (p) => of(p).reload(),
    installMissing: async (p) => of(p).install(),
    killRunner: async (p) => of(p).kill(),
    selectGraph: async (p) => of(p).selectGraph(p.graphId),
    getGraph: async (p) => of(p).graph(),
    getSource: async (p) => of(p).source(p.node),
    getOutput: async (p) => of(p).output(),
    clearOutput: async (p) => of(p).clearOutput(),
    getLayout: async (p) => of(p).memory()?.layout() ?? {},
    saveLayout: async (p) => of(p).memory()?.setLayout(p.positions),

    getInputs: async (p) => of(p).memory()?.inputs() ?? [],
    getRunConfig: async (p) => of(p).memory()?.runConfig() ?? {},
    setRunConfig: async ({ config, ...p }) => of(p).memory()?.setRunConfig(runConfigOf(config)),

    listThreads: async ({ match, offset, ...p }) =>
      of(p).listThreads({ ...(match && { match }), ...(offset && { offset }) }),
    createThread: async (p) => of(p).createThread(p.title),
    renameThread: async (p) => of(p).renameThread(p.thread_id, p.title),
    deleteThread: async (p) => of(p).deleteThread(p.thread_id),
    branchThread: async ({ sessionId, again, ...from }) =>
      of({ sessionId }).surgery.branch(from, again),
    weighThread: async (p) => of(p).surgery.weighThread(p.thread_id),
    weighDeletion: async (p) => of(p).surgery.weighDeletion(p.thread_id, p.deletion),
    deleteCheckpoints: async (p) => of(p).surgery.deleteCheckpoints(p.thread_id, p.deletion),

    listCheckpoints: async (p) => of(p).history.listCheckpoints(p.thread_id, p.atLeast),
    listTasks: async (p) => of(p).history.listTasks(p.thread_id, p.checkpoint_id, p.checkpoint_ns),
    readValue: async ({ ref, path, offset = 0, limit = PAGE, ...p }) =>
      'item' in ref
        ? of(p).items().readValue(ref.item, path, offset, limit)
        : of(p).history.readValue(ref, path, offset, limit),
    findValues: ({ ref, path, text, search, ...p }) =>
      searches.begin(search, async (signal) =>
        'item' in ref
          ? of(p).items().findValues(ref.item, path, text, signal)
          : of(p).history.findValues(ref, path, text, signal),
      ),
    readWhole: async ({ ref, path, ...p }) =>
      'item' in ref ? of(p).items().readWhole(ref.item, path) : of(p).history.readWhole(ref, path),
    readEditable: async ({ ref, path, ...p }) => {
      const { history } = of(p);
      return history.readEditable?.(ref, path) ?? history.readWhole(ref, path);
    },

    listNamespaces: async (p) => of(p).items().listNamespaces(),
    searchItems: async ({ sessionId, ...query }) => of({ sessionId }).items().searchItems(query),
    getItem: async ({ sessionId, ...key }) => of({ sessionId }).items().getItem(key),
    putItem: async ({ sessionId, ...item }) => of({ sessionId }).items().putItem(item),
    deleteItem: async ({ sessionId, ...key }) => of({ sessionId }).items().deleteItem(key),

    setBreakpoints: async (p) => of(p).setBreakpoints(p.breakpoints),
    getBreakpoints: async (p) => of(p).breakpoints(),
    run: async ({ sessionId, ...request }) => of({ sessionId }).run(request),
    pause: async (p) => of(p).pause(p.thread_id),
    stop: async (p) => of(p).stop(p.thread_id),
    updateState: async ({ sessionId, ...update }) => of({ sessionId }).updateState(update),
    readHold: async (p) => of(p).holds.read(p.thread_id, p.hold_id),
    release: async ({ sessionId, thread_id, hold_id, ...how }) =>
      of({ sessionId }).holds.release(thread_id, hold_id, how),
  };
}
