import { StudioError } from '../protocol/errors.ts';
import type { History } from '../protocol/history.ts';
import type { Stopped, ValueRef } from '../protocol/model.ts';
import { stateValue } from '../storage/values/stateValue.ts';
import { taskInput, taskWrites } from '../storage/values/taskValue.ts';
import { findValues } from '../values/findValues.ts';
import { absent, levelOf, valueAt, type Value } from '../values/value.ts';
import { pendingOf } from './pending.ts';
import type { CheckpointReader, FoundCheckpoint, FoundThread, FoundWrite } from './reader.ts';
import { buildTimeline, type Timeline } from './timeline.ts';
import type { Candidate } from './taskNames.ts';
import { timeOfId } from './timeOfId.ts';

/** All threads of a database belong to one graph: which made them nobody wrote down. */
export const GRAPH_ID = 'database';

/** How many threads are listed and rows of a thread shown unless more are asked for, and rows read at once. */
const LIMITS = { threads: 1_000, rows: 20_000, page: 500 };

/** Heads whose state is looked into for what comes next, and the most bytes of one. */
const HEADS = { count: 50, bytes: 32 * 1024 * 1024 };

/** A `History` over a saver's tables. What would write throws `notSupported`. */
export interface DatabaseHistory extends History {
  /** A thread put together; the same promise until the database changes. */
  timeline: (threadId: string) => Promise<Timeline>;
  /** Reads again from now on. */
  forget: () => void;
}

export function createDatabaseHistory(reader: CheckpointReader): DatabaseHistory {
  const timelines = new Map<string, Promise<Timeline>>();
  /** Of the threads of which more rows were asked for. */
  const lengths = new Map<string, number>();
  /** The checkpoint last looked at: one level after the other is asked of it. */
  let kept: { key: string; value: Promise<Value | undefined> } | undefined;

  const timeline = (threadId: string): Promise<Timeline> => {
    const length = lengths.get(threadId) ?? LIMITS.rows;
    const known = timelines.get(threadId) ?? readTimeline(reader, threadId, length);
    timelines.set(threadId, known);
    // A failure is told once, and tried again when asked again.
    known.catch(() => timelines.delete(threadId));
    return known;
  };

  const checkpointOf = async (ref: ValueRef, channel?: string): Promise<Value> => {
    const { thread_id, checkpoint_ns, checkpoint_id } = ref;
    const key = JSON.stringify([thread_id, checkpoint_ns, checkpoint_id]);
    if (kept?.key !== key) {
      if (channel !== undefined && reader.readsByChannel) {
        return found(await reader.checkpoint(ref, channel), ref);
      }
      kept = { key, value: reader.checkpoint(ref) };
    }
    return found(await kept.value, ref);
  };

  const rootOf = async (ref: ValueRef, [first]: (string | number)[]): Promise<Value> => {
    if (ref.task?.part === 'writes') {
      return taskWrites(await reader.writes(ref, { taskId: ref.task.id }));
    }
    if (!ref.task) {
      const channel = typeof first === 'string' ? first : undefined;
      return stateValue(await checkpointOf(ref, channel), await reader.metadata(ref));
    }
    const checkpoint = await checkpointOf(ref);
    const before = await reader.parent(ref);
    // Its own where it was put again: see `asFound`.
    const parent = before === ref.checkpoint_id ? undefined : before;
    const channel = '__pregel_tasks';
    const sends = parent ? await reader.writes({ ...ref, checkpoint_id: parent }, { channel }) : [];
    const { tasks } = await timeline(ref.thread_id);
    return taskInput(checkpoint, ref, ref.task.id, {
      states: { parent: () => parent, writes: () => sends },
      tasks: { find: (_, id) => tasks.find((task) => task.id === id) },
    });
  };

  const find = async (ref: ValueRef, path: (string | number)[]) =>
    valueAt(await rootOf(ref, path), path) ?? absent();

  return {
    listThreads: async (_graphId, { match = '', offset = 0 } = {}) => {
      // One more than is shown tells whether there are more.
      const limit = LIMITS.threads + 1;
      const found = await reader.threads({ limit, offset, match: match.trim() });
      return {
        threads: found.slice(0, LIMITS.threads).map(asThread),
        more: found.length > LIMITS.threads,
      };
    },
    createThread: () => Promise.reject(readOnly()),
    renameThread: () => Promise.reject(readOnly()),
    deleteThread: () => Promise.reject(readOnly()),
    listCheckpoints: async (threadId, atLeast = 0) => {
      if (atLeast > (lengths.get(threadId) ?? LIMITS.rows)) {
        lengths.set(threadId, Math.ceil(atLeast / LIMITS.rows) * LIMITS.rows);
        timelines.delete(threadId);
      }
      return (await timeline(threadId)).rows;
    },
    listTasks: async (threadId, id, ns) =>
      (await timeline(threadId)).tasks.filter(
        (task) =>
          (id === undefined || task.checkpoint_id === id) &&
          (ns === undefined || task.checkpoint_ns === ns),
      ),
    readValue: async (ref, path, offset, limit) => levelOf(await find(ref, path), offset, limit),
    findValues: async (ref, path, text, signal) => findValues(await find(ref, path), text, signal),
    readWhole: async (ref, path) => (await find(ref, path)).toJson() ?? null,
    timeline,
    forget: () => {
      timelines.clear();
      kept = undefined;
    },
  };
}

/** The one sentence for everything that would write. */
export const readOnly = () =>
  new StudioError('notSupported', 'The database is open for reading only: nothing in it changes.');

function found(value: Value | undefined, { checkpoint_id }: ValueRef): Value {
  if (value) return value;
  throw new StudioError('unknownCheckpoint', `There is no checkpoint ${checkpoint_id}.`);
}

function asThread({ thread_id, first, last, stands, checkpointCount, title }: FoundThread) {
  const reason = stands === 'error' ? ('exception' as const) : ('interrupt' as const);
  const stopped: Stopped = { reason, nodes: [], checkpoint_id: last, checkpoint_ns: '' };
  return {
    thread_id,
    graph_id: GRAPH_ID,
    title: title ?? thread_id,
    created_at: timeOfId(first),
    updated_at: timeOfId(last),
    state: stands ? ('stopped' as const) : ('idle' as const),
    ...(stands && { stopped }),
    checkpointCount,
  };
}

/** Of the newest `length` rows. */
async function readTimeline(
  reader: CheckpointReader,
  threadId: string,
  length: number,
): Promise<Timeline> {
  const checkpoints: FoundCheckpoint[] = [];
  const writes: FoundWrite[] = [];
  for (let before: string | undefined; checkpoints.length < length;) {
    const limit = LIMITS.page;
    const page = await reader.checkpoints(threadId, { limit, ...(before && { before }) });
    checkpoints.push(...page);
    const ids = page.map(({ checkpoint_id }) => checkpoint_id);
    writes.push(...(await reader.writesOf(threadId, [...new Set(ids)])));
    before = page.at(-1)?.checkpoint_id;
    if (page.length < limit) break;
  }
  const pending = await readHeads(reader, checkpoints);
  const built = buildTimeline(checkpoints, writes, (one) => pending.get(one) ?? []);
  const recorded = await reader.tasks?.(threadId);
  return recorded && recorded.length > 0 ? { ...built, tasks: recorded } : built;
}

/** What comes next of those that nothing followed. */
async function readHeads(
  reader: CheckpointReader,
  checkpoints: FoundCheckpoint[],
): Promise<Map<FoundCheckpoint, Candidate[]>> {
  const keyOf = (ns: string, id = '') => `${id} ${ns}`;
  const parents = new Set(
    checkpoints.map((one) => keyOf(one.checkpoint_ns, one.parent_checkpoint_id)),
  );
  const heads = checkpoints
    .filter((one) => !parents.has(keyOf(one.checkpoint_ns, one.checkpoint_id)))
    .filter(({ size }) => size <= HEADS.bytes)
    .slice(0, HEADS.count);
  const pending = new Map<FoundCheckpoint, Candidate[]>();
  for (const head of heads) {
    const value = await reader.checkpoint(head);
    if (value) pending.set(head, pendingOf(value));
  }
  return pending;
}
