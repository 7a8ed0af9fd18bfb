import { judged } from '../protocol/breakpoint.ts';
import { databaseLimits } from '../protocol/capabilities.ts';
import { fromWireError, StudioError, toWireError } from '../protocol/errors.ts';
import type { AdapterEvent } from '../protocol/debuggee.ts';
import type { GraphModel } from '../protocol/graph.ts';
import type { CheckpointRow, TaskInfo, ThreadInfo } from '../protocol/model.ts';
import type { History, ThreadPage, ThreadQuery } from '../protocol/history.ts';
import type { Adapter } from './adapter.ts';
import { graphOfTasks, type Seen } from './database/graphOfTasks.ts';

/** The id of the one graph: which graphs made the threads of a database nobody wrote down. */
export const GRAPH_ID = 'database';

/** A database that has been opened for reading. */
export interface OpenedDatabase {
  history: History & {
    /** A thread with the steps between nodes that its writes prove. */
    timeline: (threadId: string) => Promise<Seen>;
    /** Reads again from now on. */
    forget: () => void;
  };
  /** Another text than before once something was written. */
  version: () => Promise<string>;
  close: () => Promise<void>;
}

/** How often a database is asked whether it has changed, in milliseconds. */
const LOOK_EVERY = 2_000;

/** Threads whose nodes are drawn before one is looked at. */
const DRAWN_THREADS = 10;

/**
 * A checkpoint database that another program writes: threads, their past, and nothing that changes anything. What the
 * program saves meanwhile is told as it comes; so is that the database is gone, or is another one. `open` may be called
 * again after `close`.
 */
export function createDatabaseAdapter(
  target: string,
  open: () => Promise<OpenedDatabase>,
): Adapter {
  const listeners = new Set<(event: AdapterEvent) => void>();
  const emit = (event: AdapterEvent) => listeners.forEach((listener) => listener(event));
  let database: OpenedDatabase | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Counts connections: what is seen of one before does not count any more. */
  let turn = 0;
  let version = '';
  const threads = new Map<string, ThreadInfo>();
  /** How many of the newest threads somebody has listed. */
  let listed = 0;
  /** Rows as last told, by thread: those of the threads somebody looks at. */
  const watched = new Map<string, Map<string, string>>();

  /** Of what is not open now, why. */
  let failure = new StudioError('notReady', 'The database is not open.');
  const opened = () => {
    if (database) return database;
    throw failure;
  };
  const history = <Result>(ask: (of: OpenedDatabase['history']) => Promise<Result>) =>
    ask(opened().history);

  const listThreads = async (query: ThreadQuery = {}): Promise<ThreadPage> => {
    const page = await history((of) => of.listThreads(GRAPH_ID, query));
    for (const thread of page.threads) threads.set(thread.thread_id, thread);
    if (!query.match) listed = Math.max(listed, (query.offset ?? 0) + page.threads.length);
    return page;
  };

  /** As many of the newest as were listed before. */
  const listAgain = async (): Promise<ThreadPage> => {
    const before = listed;
    let page = await listThreads();
    const all = page.threads;
    while (page.more && all.length < before) {
      page = await listThreads({ offset: all.length });
      all.push(...page.threads);
    }
    return { threads: all, more: page.more };
  };

  const rowKey = ({ checkpoint_ns, checkpoint_id }: CheckpointRow) =>
    `${checkpoint_id} ${checkpoint_ns}`;
  const listCheckpoints = async (threadId: string, atLeast?: number) => {
    const rows = await history((of) => of.listCheckpoints(threadId, atLeast));
    watched.set(threadId, new Map(rows.map((row) => [rowKey(row), JSON.stringify(row)])));
    return rows;
  };

  const tellThread = async (threadId: string) => {
    const known = watched.get(threadId) ?? new Map<string, string>();
    const rows = await listCheckpoints(threadId);
    const fresh = rows.filter((row) => known.get(rowKey(row)) !== JSON.stringify(row));
    for (const row of fresh.toReversed()) emit({ type: 'checkpoint', row });
    const tasks = await history((of) => of.listTasks(threadId));
    if (tasks.length > 0) emit({ type: 'tasks', thread_id: threadId, tasks });
  };

  /** Tells what the program has saved since the last look. */
  const look = async () => {
    const now = await opened().version();
    if (now === version) return;
    version = now;
    opened().history.forget();
    const before = new Map([...threads].map(([id, thread]) => [id, JSON.stringify(thread)]));
    const { threads: newest, more } = await listAgain();
    const changed = newest.filter(
      (thread) => before.get(thread.thread_id) !== JSON.stringify(thread),
    );
    for (const thread of changed) {
      emit({ type: 'thread', thread });
      if (watched.has(thread.thread_id)) await tellThread(thread.thread_id);
    }
    const left = new Set(newest.map(({ thread_id }) => thread_id));
    const oldest = more ? (newest.at(-1)?.updated_at ?? '') : '';
    for (const { thread_id, updated_at } of threads.values()) {
      // An older one may be where the list does not reach.
      if (left.has(thread_id) || updated_at <= oldest) continue;
      threads.delete(thread_id);
      watched.delete(thread_id);
      emit({ type: 'threadDeleted', thread_id });
    }
  };

  let failing = '';
  const lookAgain = async (mine: number) => {
    try {
      await look();
      failing = '';
    } catch (thrown) {
      if (mine !== turn) return;
      const { code, message } = toWireError(thrown);
      // What lies there now is opened as if it were the first time.
      if (code === 'noSuchFile') return emit({ type: 'sourceChanged' });
      // Said once: the next look may succeed.
      if (failing === message) return;
      failing = message;
      const at = new Date().toISOString();
      emit({ type: 'output', lines: [{ stream: 'retrograph', text: message, at }] });
    }
  };
  /** Has it opened once that is possible, or fails for another reason. */
  const openAgain = async (mine: number) => {
    // A password is not tried again and again.
    if (failure.code === 'databaseRefused') return;
    try {
      await (await open()).close();
    } catch (thrown) {
      if (toWireError(thrown).message === failure.message) return;
    }
    if (mine === turn) emit({ type: 'sourceChanged' });
  };
  const keepLooking = (mine: number) => {
    timer = setTimeout(() => {
      const looked = database ? lookAgain(mine) : openAgain(mine);
      void looked.then(() => mine === turn && keepLooking(mine));
    }, LOOK_EVERY);
    timer.unref();
  };

  const close = async () => {
    turn += 1;
    clearTimeout(timer);
    const closing = database;
    database = undefined;
    await closing?.close();
  };
  const refuse = () => Promise.reject(readOnly());

  return {
    capabilities: { copyThread: true },
    limits: databaseLimits,
    history: {
      listThreads: (_graphId, query) => listThreads(query),
      createThread: refuse,
      renameThread: refuse,
      deleteThread: refuse,
      listCheckpoints,
      listTasks: (...asked) => history((of) => of.listTasks(...asked)),
      readValue: (...asked) => history((of) => of.readValue(...asked)),
      findValues: (...asked) => history((of) => of.findValues(...asked)),
      readWhole: (...asked) => history((of) => of.readWhole(...asked)),
    },
    ledger: {
      thread: (threadId) => {
        const thread = threads.get(threadId);
        if (thread) return thread;
        throw new StudioError('unknownThread', `There is no thread ${threadId}.`);
      },
      setStanding: () => {
        throw readOnly();
      },
      recordTasks: (tasks: TaskInfo[]) => tasks,
      cancelRunning: () => [],
      tasks: () => [],
      row: ({ thread_id, ...key }) => {
        const row = watched.get(thread_id)?.get(rowKey(key as CheckpointRow));
        return row === undefined ? undefined : (JSON.parse(row) as CheckpointRow);
      },
    },
    onEvent: (listener) => void listeners.add(listener),

    connect: async () => {
      await close();
      const mine = turn;
      threads.clear();
      watched.clear();
      listed = 0;
      try {
        database = await open();
        version = await database.version();
      } catch (thrown) {
        failure = fromWireError(toWireError(thrown));
        throw thrown;
      } finally {
        if (mine === turn) keepLooking(mine);
      }
      return { graphs: [{ id: GRAPH_ID, file: target }] };
    },

    loadGraph: async (): Promise<{ graph: GraphModel }> => {
      const seen: Seen[] = [];
      for (const { thread_id } of (await listThreads()).threads.slice(0, DRAWN_THREADS)) {
        seen.push(await opened().history.timeline(thread_id));
      }
      return { graph: graphOfTasks(GRAPH_ID, seen) };
    },

    getSource: async () => {
      throw new StudioError('noSource', databaseLimits.source);
    },
    describe: refuse,
    setBreakpoints: async (breakpoints) =>
      breakpoints.map((one) => judged(one, databaseLimits.run)),
    run: refuse,
    pause: refuse,
    stop: refuse,
    updateState: refuse,
    release: refuse,
    disconnect: close,
  };
}

/** The one sentence for everything that would write or run. */
const readOnly = () => new StudioError('notSupported', databaseLimits.run);
