import type { Interrupt, TaskInfo } from '../protocol/model.ts';
import type { Discoveries } from './context.ts';
import type { CheckpointTuple, HostSaver } from './hostSaver.ts';
import { libraryId, toInterrupt } from './interrupts.ts';
import type { Pregel, PregelTask } from './langgraph.ts';
import type { CheckpointKey } from './messages.ts';
import { nodePath, taskNamespace } from '../protocol/namespace.ts';
import { isCutOff } from './taskError.ts';

/** Writes that do not mean that a task has finished. */
const UNFINISHED = new Set([
  '__error__',
  '__error_source_node__',
  '__interrupt__',
  '__resume__',
  '__scheduled__',
]);
const NULL_TASK = '00000000-0000-0000-0000-000000000000';

/** A task of a checkpoint's next super-step. */
export interface PendingTask {
  id: string;
  name: string;
  node: string;
  path: unknown[];
  /** Its writes are stored; only its siblings keep the step open. */
  finished: boolean;
  error?: { name?: string; message?: string };
  /** Those that wait, its own only; those of a graph inside it are there. */
  interrupts: Interrupt[];
  /** Every interrupt it has stored, also those that were answered. */
  asked: Interrupt[];
  /** LangGraph knows the interrupts by ids of their own (not in 0.2). */
  resumableById: boolean;
  /** The graphs it calls, where they stand. */
  inside: Level[];
}

/** Where one graph of a thread stands. */
export interface Level extends CheckpointKey {
  instance: Pregel;
  /** For `stream` and `updateState`: names this checkpoint and those above it. */
  configurable: Record<string, unknown>;
  tuple: CheckpointTuple;
  tasks: PendingTask[];
}

/** What a snapshot is read with. */
export interface SnapshotReader {
  saver: HostSaver;
  /** The compiled graph at a node id, `''` for the root. */
  instanceAt: (node: string) => Pregel | undefined;
  askers: Discoveries['askers'];
}

/**
 * A saver that answers with one checkpoint and without the writes of finished tasks: `getState` would apply them, which
 * throws when they do not go together, just when a person wants to see them.
 */
function frozen(saver: HostSaver, tuple: CheckpointTuple) {
  const pendingWrites = tuple.pendingWrites.filter(
    ([task, channel]) => task === NULL_TASK || UNFINISHED.has(channel),
  );
  return { ...saver, getTuple: async () => ({ ...tuple, pendingWrites }) };
}

async function readInside(
  reader: SnapshotReader,
  level: Omit<Level, 'tasks'>,
  task: PregelTask,
): Promise<Level[]> {
  const ns = taskNamespace(level.checkpoint_ns, task.name, task.id);
  const instance = reader.instanceAt(nodePath(ns));
  const levels: Level[] = [];
  if (!instance) return levels;
  // A node that calls graphs one after the other numbers their namespaces from the second on.
  for (let call = 0; ; call += 1) {
    const checkpoint_ns = call === 0 ? ns : `${ns}|${call}`;
    const inside = await readLevel(reader, { thread_id: level.thread_id, checkpoint_ns }, instance);
    if (!inside) return levels;
    levels.push(inside);
  }
}

/**
 * Where a thread stands at a checkpoint (the head when none is given), with the graphs inside; undefined when it has
 * none. Reads every open level once.
 */
export async function readLevel(
  reader: SnapshotReader,
  key: Omit<CheckpointKey, 'checkpoint_id'> & { checkpoint_id?: string },
  instance: Pregel,
): Promise<Level | undefined> {
  const { saver, askers } = reader;
  const tuple = await saver.getTuple({ configurable: { ...key } });
  if (!tuple) return undefined;
  const { thread_id, checkpoint_ns } = key;
  const checkpoint_id = tuple.checkpoint.id;
  const state = await instance.getState({
    configurable: { ...key, checkpoint_id, __pregel_checkpointer: frozen(saver, tuple) },
  });
  const map = state.config.configurable?.['checkpoint_map'];
  const configurable = {
    thread_id,
    checkpoint_ns,
    checkpoint_id,
    ...(map ? { checkpoint_map: map } : {}),
  };
  const level = { thread_id, checkpoint_ns, checkpoint_id, instance, configurable, tuple };
  const done = new Set(
    tuple.pendingWrites.filter(([, channel]) => !UNFINISHED.has(channel)).map(([task]) => task),
  );
  const above = nodePath(checkpoint_ns);
  const tasks = await Promise.all(
    state.tasks.map(async (task): Promise<PendingTask> => {
      const finished = done.has(task.id);
      const node = above === '' ? task.name : `${above}:${task.name}`;
      const inside = finished ? [] : await readInside(reader, level, task);
      const own = { task_id: task.id, node, checkpoint_ns };
      const error = isCutOff(task.error) ? undefined : (task.error as PendingTask['error']);
      const asked = task.interrupts.map((one) => toInterrupt(one, own, askers));
      // What a graph inside asks is stored with every task above it too, also when it was answered there since.
      const waits = !finished && !error && inside.flatMap(openTasks).length === 0;
      return {
        id: task.id,
        name: task.name,
        node,
        path: task.path ?? [],
        finished,
        ...(error && !finished && { error }),
        interrupts: waits ? asked : [],
        asked,
        resumableById: task.interrupts.every((one) => libraryId(one) !== undefined),
        inside,
      };
    }),
  );
  return { ...level, tasks };
}

/** Tasks still to run, this level's first, then those inside. `__start__` is not one a person knows. */
export const openTasks = (level: Level): { task: PendingTask; level: Level }[] =>
  level.tasks
    .filter((task) => !task.finished && task.name !== '__start__')
    .flatMap((task) => [{ task, level }, ...task.inside.flatMap(openTasks)]);

/** Open tasks with no open task inside: where the thread really stands. */
export const leaves = (level: Level): { task: PendingTask; level: Level }[] =>
  openTasks(level).filter(({ task }) => task.inside.flatMap(openTasks).length === 0);

/** Every interrupt this checkpoint has ever asked. */
export const askedInterrupts = (level: Level): Interrupt[] => {
  const all = level.tasks.flatMap((task) => [
    ...task.inside.flatMap(askedInterrupts),
    ...task.asked,
  ]);
  return [...new Map(all.map((interrupt) => [interrupt.id, interrupt])).values()];
};

/** Every interrupt that waits for an answer. */
export const openInterrupts = (level: Level): Interrupt[] =>
  openTasks(level).flatMap(({ task }) => task.interrupts);

const status = (task: PendingTask): TaskInfo['status'] => {
  if (task.error) return 'error';
  const asks = task.interrupts.length > 0 || task.inside.flatMap(openInterrupts).length > 0;
  return asks ? 'interrupted' : 'next';
};

function shown(task: PendingTask, at: Level, seen: TaskInfo | undefined): TaskInfo {
  const stored = task.error && {
    name: task.error.name ?? 'Error',
    message: task.error.message ?? '',
  };
  const error = stored && (seen?.error ?? stored);
  return {
    triggers: [],
    attempt: 1,
    ...seen,
    id: task.id,
    name: task.name,
    node: task.node,
    thread_id: at.thread_id,
    checkpoint_id: at.checkpoint_id,
    checkpoint_ns: at.checkpoint_ns,
    task_ns: taskNamespace(at.checkpoint_ns, task.name, task.id),
    path: task.path as TaskInfo['path'],
    status: status(task),
    ...(error && { error }),
    interrupts: task.interrupts.filter(({ task_id }) => task_id === task.id),
  };
}

/**
 * The open tasks as they are shown; `known` adds what a run saw of them, and the functional tasks that ask, which no
 * checkpoint lists.
 */
export function pendingTasks(
  level: Level,
  known: ReadonlyMap<string, TaskInfo> = new Map(),
): TaskInfo[] {
  return openTasks(level).flatMap(({ task, level: at }) => {
    const info = shown(task, at, known.get(task.id));
    const callees = task.interrupts.flatMap((interrupt): TaskInfo[] => {
      if (interrupt.task_id === task.id) return [];
      const callee = known.get(interrupt.task_id);
      if (callee) return [{ ...callee, status: 'interrupted', interrupts: [interrupt] }];
      info.interrupts.push(interrupt);
      return [];
    });
    return [info, ...callees];
  });
}
