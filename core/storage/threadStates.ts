import type { Json, TaskInfo } from '../protocol/model.ts';
import type { ThreadState, ThreadTask } from '../protocol/threadState.ts';
import type { CheckpointKey } from '../runner/messages.ts';
import type { StateSource } from './checkpoints.ts';
import type { Database } from './database.ts';
import type { Tasks, ThreadStates } from './storage.ts';
import { findCheckpoint, listCheckpoints, type StoredCheckpoint } from './structure/stored.ts';
import { stateValue } from './values/stateValue.ts';
import { taskWrites } from './values/taskValue.ts';
import { serializedValue } from './values/textCache.ts';
import { jsonTextOf, record, type Value } from '../values/value.ts';

type WithoutValues = Omit<ThreadState, 'values'>;

/** Newest first unless told otherwise. */
const LIMIT = 10;

/** LangGraph's `StateSnapshot`s as its server sends them, read from disk: no runner need live. */
export function createThreadStates(db: Database, states: StateSource, tasks: Tasks): ThreadStates {
  const keyOf = ({ lane, checkpoint_id }: StoredCheckpoint, thread_id: string): CheckpointKey => ({
    thread_id,
    checkpoint_ns: lane.checkpoint_ns,
    checkpoint_id,
  });

  const valuesOf = (
    stored: StoredCheckpoint,
    key: CheckpointKey,
    metadata: ReturnType<typeof serializedValue>,
  ): Value => {
    const checkpoint = states.state(key, stored);
    if (!checkpoint) return record([]);
    // What an entrypoint returned is all the state it has.
    const returned = checkpoint.inner?.child('channel_values')?.inner?.child('__end__');
    return returned ?? stateValue(checkpoint, metadata);
  };

  const taskOf = (
    task: TaskInfo,
    stored: StoredCheckpoint,
    key: CheckpointKey,
    subgraphs: boolean,
  ): ThreadTask => {
    const written = taskWrites(states.writes(key, task.id, stored)).toJson() as Record<
      string,
      Json
    >;
    const { interrupts, error, resume: _resume, ...result } = written;
    const { thread_id } = key;
    const inside = findCheckpoint(db, thread_id, task.task_ns);
    const failure = error as { message?: string } | undefined;
    return {
      id: task.id,
      name: task.name,
      path: task.path,
      error: failure ? (failure.message ?? JSON.stringify(failure)) : null,
      interrupts: Array.isArray(interrupts) ? interrupts : [],
      checkpoint: inside && !subgraphs ? { thread_id, checkpoint_ns: task.task_ns } : null,
      state: inside && subgraphs ? stateOf(inside, thread_id, { subgraphs, isHead: true }) : null,
      result: Object.keys(result).length > 0 ? result : null,
    };
  };

  const readState = (
    stored: StoredCheckpoint,
    thread_id: string,
    { subgraphs, isHead }: { subgraphs: boolean; isHead: boolean },
  ): { values: Value; state: WithoutValues } => {
    const key = keyOf(stored, thread_id);
    const { checkpoint_ns, checkpoint_id } = key;
    const raw = states.metadata(key, stored);
    const read = serializedValue(raw ?? ['json', Buffer.from('{}')]);
    const metadata = read.toJson() as { source?: string; parents?: Record<string, Json> };
    const listed = tasks
      .list(thread_id, checkpoint_id, checkpoint_ns)
      .filter(({ caller_id }) => caller_id === undefined)
      .map((task) => taskOf(task, stored, key, subgraphs));
    // Finished siblings of a step that stands open do not run again.
    const open = listed.filter(({ result }) => !isHead || result === null);
    const named = (id: string | undefined) =>
      id === undefined
        ? null
        : {
            thread_id,
            checkpoint_ns,
            checkpoint_id: id,
            checkpoint_map:
              checkpoint_ns === '' ? null : { ...metadata.parents, [checkpoint_ns]: id },
          };
    const state: WithoutValues = {
      next:
        listed.length === 0 && metadata.source === 'input'
          ? ['__start__']
          : open.map(({ name }) => name),
      tasks: listed,
      metadata: { ...metadata, thread_id },
      created_at: stored.created_at,
      checkpoint: named(checkpoint_id),
      parent_checkpoint: named(stored.parent_checkpoint_id),
    };
    return { values: valuesOf(stored, key, read), state };
  };
  const stateOf = (...which: Parameters<typeof readState>): ThreadState => {
    const { values, state } = readState(...which);
    return { values: values.toJson() ?? {}, ...state };
  };

  return {
    at({ thread_id, checkpoint_ns = '', checkpoint_id }, { subgraphs = false } = {}) {
      states.stamp({ thread_id, checkpoint_ns, checkpoint_id: checkpoint_id ?? '' });
      const stored = findCheckpoint(db, thread_id, checkpoint_ns, checkpoint_id);
      const isHead = checkpoint_id === undefined;
      return stored && stateOf(stored, thread_id, { subgraphs, isHead });
    },

    list({ thread_id, checkpoint_ns = '', ...query }) {
      states.stamp({ thread_id, checkpoint_ns, checkpoint_id: '' });
      const { limit = LIMIT, before, metadata } = query;
      const wanted = Object.entries(metadata ?? {});
      const found: string[] = [];
      const page = { thread_id, checkpoint_ns, ...(before && { before }) };
      // Filtered ones are not counted: then nobody knows how many to read.
      const bounded = wanted.length === 0 ? { limit } : {};
      for (const stored of listCheckpoints(db, { ...page, ...bounded })) {
        if (found.length >= limit) break;
        const { values, state } = readState(stored, thread_id, { subgraphs: false, isHead: false });
        const its = state.metadata as Record<string, Json>;
        if (!wanted.every(([key, value]) => its[key] === value)) continue;
        found.push(`{"values":${jsonTextOf(values) ?? '{}'},${JSON.stringify(state).slice(1)}`);
      }
      return `[${found.join(',')}]`;
    },
  };
}
