import type { Client, Thread } from '@langchain/langgraph-sdk';
import { plainValue } from '../../values/flatMessages.ts';
import { findValues } from '../../values/findValues.ts';
import { absent, levelOf, valueAt, type Value } from '../../values/value.ts';
import type { AdapterEvent } from '../../protocol/debuggee.ts';
import type { CheckpointRow, Json, TaskInfo, ThreadInfo, ValueRef } from '../../protocol/model.ts';
import type { History } from '../../protocol/history.ts';
import type { MemoryLedger } from '../memoryLedger.ts';
import { idOf, namespaceIn, rowOf, taskInfos, tasksOf, type ServerState } from './rows.ts';
import { asked, explain, statusOf } from './explain.ts';
import type { States } from './states.ts';
import type { TaskValues } from './taskValues.ts';

export interface ServerHistoryOptions {
  url: string;
  client: Client;
  ledger: MemoryLedger;
  states: States;
  values: TaskValues;
  /** `asNode` of the updates made here: servers don't keep it. */
  updatedAs: ReadonlyMap<string, string>;
  /** Runs of the thread are followed here: what is noted of it is newer than what a list says. */
  isFollowed: (threadId: string) => boolean;
  emit: (event: AdapterEvent) => void;
}

/** Threads listed at once, newest first. */
const THREADS = 1_000;
/** States in one page of a history, and pages read of one at once: the newest checkpoints of a long thread. */
const PAGE = 50;
const PAGES = 20;
/** Subgraphs whose own checkpoints are read, the newest first. */
const SUBGRAPHS = 50;

export type ServerHistory = ReturnType<typeof createServerHistory>;

/** The past of a server's threads, read from the server a page at a time. */
export function createServerHistory(options: ServerHistoryOptions) {
  const { url, client, ledger, states, values, updatedAs } = options;

  /** Notes a state's row and tasks. `isPast`: something was run from it already. */
  const note = (
    threadId: string,
    state: ServerState,
    parent: ServerState | undefined,
    isPast: boolean,
  ) => {
    states.keep(threadId, state);
    const asNode = updatedAs.get(idOf(state));
    const row = rowOf(threadId, state, {
      ...(parent && { parent }),
      ...(asNode !== undefined && { asNode }),
    });
    ledger.keepRow(row);
    for (const { id, result } of tasksOf(state)) {
      if (result !== null && result !== undefined) values.wrote(id, result);
    }
    const tasks = ledger.recordTasks(
      taskInfos(threadId, state, isPast).map((task) => settled(ledger, task)),
    );
    return { row, tasks };
  };

  /**
   * Notes what is new in one namespace, newest first; a page of nothing new ends it, since checkpoints never change.
   * Answers with the states read, which hold the namespaces below.
   */
  const readLine = async (
    threadId: string,
    checkpoint_ns: string,
    from?: string,
  ): Promise<ServerState[]> => {
    const read: ServerState[] = [];
    let before = from;
    for (let page = 0; page < PAGES; page += 1) {
      const found = await client.threads.getHistory(threadId, {
        limit: PAGE,
        ...(before && { before: { configurable: { checkpoint_id: before } } }),
        ...(checkpoint_ns && { checkpoint: { checkpoint_ns } }),
      });
      const isNew = (state: ServerState) =>
        !ledger.row({
          thread_id: threadId,
          checkpoint_ns: namespaceIn(state),
          checkpoint_id: idOf(state),
        });
      const ends = found.length < PAGE || !found.some(isNew);
      read.push(...found);
      before = found.at(-1)?.checkpoint.checkpoint_id ?? undefined;
      if (ends || !before) break;
    }
    const byId = new Map(read.map((state) => [idOf(state), state]));
    const parents = new Set(read.map((state) => state.parent_checkpoint?.checkpoint_id));
    for (const state of read.toReversed()) {
      const parent = byId.get(state.parent_checkpoint?.checkpoint_id ?? '');
      note(threadId, state, parent, parents.has(idOf(state)));
    }
    return read;
  };

  /** The newest checkpoints of all namespaces, or those of the root graph before a checkpoint, with what is below. */
  const read = async (threadId: string, before?: string): Promise<void> => {
    const waiting = [''];
    for (let count = 0; count < SUBGRAPHS; count += 1) {
      const namespace = waiting.shift();
      if (namespace === undefined) break;
      const found = await readLine(threadId, namespace, namespace === '' ? before : undefined);
      const below = found.flatMap((state) =>
        tasksOf(state).flatMap(({ checkpoint }) => checkpoint?.checkpoint_ns ?? []),
      );
      waiting.push(...new Set(below.filter((ns) => ns !== namespace)));
    }
  };

  const infoOf = (
    thread: Pick<Thread, 'thread_id' | 'created_at' | 'updated_at' | 'metadata' | 'status'>,
  ): ThreadInfo => {
    const { thread_id, created_at, updated_at, metadata, status } = thread;
    const title = metadata?.title ?? metadata?.thread_name;
    const known = ledger.known(thread_id);
    const info: ThreadInfo = {
      thread_id,
      graph_id: typeof metadata?.graph_id === 'string' ? metadata.graph_id : '',
      title: typeof title === 'string' && title ? title : `Thread ${thread_id.slice(0, 8)}`,
      created_at,
      updated_at,
      checkpointCount: 0,
      ...(known && (options.isFollowed(thread_id) || agrees(known, status))
        ? standingOf(known)
        : standings[status]),
    };
    ledger.keepThread(info);
    return ledger.thread(thread_id);
  };

  /** A thread by its whole id, if it is one of the graph: servers do not search for parts of it. */
  const threadOf = async (threadId: string, graphId: string): Promise<ThreadInfo[]> => {
    try {
      const thread = await client.threads.get(threadId);
      return thread.metadata?.graph_id === graphId ? [infoOf(thread)] : [];
    } catch (error) {
      // 422: it is no id at all.
      if (statusOf(error) === 404 || statusOf(error) === 422) return [];
      throw explain(error, url);
    }
  };

  const rootOf = async (ref: ValueRef): Promise<Value> => {
    if (!ref.task) return plainValue((await states.read(ref)).values as Json);
    const { input, writes } = values.of(ref.task.id);
    if (ref.task.part === 'writes') {
      if (writes !== undefined) return plainValue(writes);
      const task = tasksOf(await states.read(ref)).find(({ id }) => id === ref.task?.id);
      return task?.result === undefined || task.result === null
        ? absent('not recorded')
        : plainValue(task.result);
    }
    if (input !== undefined) return plainValue(input);
    const task = ledger.tasks(ref.thread_id).find(({ id }) => id === ref.task?.id);
    if (task?.path[0] === '__pregel_push') return absent('not recorded');
    return plainValue((await states.read(ref)).values as Json);
  };
  const find = async (ref: ValueRef, path: (string | number)[]) =>
    valueAt(await asked(url, rootOf(ref)), path) ?? absent();

  const history: History = {
    async listThreads(graphId, { match = '', offset = 0 } = {}) {
      if (match.trim()) return { threads: await threadOf(match.trim(), graphId), more: false };
      const query = { limit: THREADS, offset, sortBy: 'updated_at', sortOrder: 'desc' } as const;
      const threads = await asked(
        url,
        client.threads.search({
          ...query,
          metadata: { graph_id: graphId },
          select: ['thread_id', 'created_at', 'updated_at', 'metadata', 'status'],
        }),
      );
      return { threads: threads.map(infoOf), more: threads.length === THREADS };
    },
    async createThread(graphId, title) {
      const metadata = title ? { title } : {};
      return infoOf(await asked(url, client.threads.create({ graphId, metadata })));
    },
    async renameThread(threadId, title) {
      infoOf(await asked(url, client.threads.update(threadId, { metadata: { title } })));
    },
    async deleteThread(threadId) {
      await asked(url, client.threads.delete(threadId));
      ledger.forget(threadId);
    },
    async listCheckpoints(threadId, atLeast = 0) {
      const oldest = ledger.rows(threadId).findLast(({ checkpoint_ns }) => checkpoint_ns === '');
      const isOlder = oldest && atLeast > ledger.rows(threadId).length;
      await asked(url, read(threadId, isOlder ? oldest.checkpoint_id : undefined));
      return ledger.rows(threadId);
    },
    async listTasks(threadId, checkpointId, checkpointNs) {
      if (ledger.rows(threadId).length === 0) await asked(url, read(threadId));
      return ledger.tasks(threadId, checkpointId, checkpointNs);
    },
    readValue: async (ref, path, offset, limit) => levelOf(await find(ref, path), offset, limit),
    findValues: async (ref, path, text, signal) => findValues(await find(ref, path), text, signal),
    readWhole: async (ref, path) => (await find(ref, path)).toJson() ?? null,
  };

  return { history, note, infoOf, read };
}

/** What only a stream has told (it runs, it has ended beside one that asks) is not undone by a state that says less. */
function settled(ledger: MemoryLedger, task: TaskInfo): TaskInfo {
  if (task.status !== 'next' && task.status !== 'interrupted') return task;
  const known = ledger
    .tasks(task.thread_id, task.checkpoint_id, task.checkpoint_ns)
    .find(({ id }) => id === task.id);
  if (known?.status === 'done') return { ...task, status: 'done', interrupts: [] };
  return known?.status === 'running' ? { ...task, status: 'running' } : task;
}

const standings: Record<Thread['status'], Pick<ThreadInfo, 'state' | 'stopped'>> = {
  idle: { state: 'idle' },
  busy: { state: 'running' },
  interrupted: { state: 'stopped', stopped: { reason: 'pause', nodes: [] } },
  error: { state: 'stopped', stopped: { reason: 'exception', nodes: [] } },
};

const agrees = (known: ThreadInfo, status: Thread['status']): boolean =>
  known.state === standings[status].state || (status === 'idle' && known.state === 'stopped');

const standingOf = ({ state, stopped, run_id }: ThreadInfo) => ({
  state,
  ...(stopped && { stopped }),
  ...(run_id !== undefined && { run_id }),
});

export type Noted = { row: CheckpointRow; tasks: TaskInfo[] };
