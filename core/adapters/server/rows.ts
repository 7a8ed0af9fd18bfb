import { isDeepStrictEqual } from 'node:util';
import type { ThreadState, ThreadTask } from '@langchain/langgraph-sdk';
import type {
  CheckpointRow,
  Interrupt,
  Json,
  TaskError,
  TaskInfo,
  TaskStatus,
} from '../../protocol/model.ts';
import { nodeId, taskNamespace } from '../../protocol/namespace.ts';

/** A state as servers send it. Python's says more than the SDK's type: `path` and `result` of tasks. */
export type ServerState = ThreadState;
export type ServerTask = ThreadTask & { path?: Json[]; result?: Json };

/** A cancel cut it short: Python's server keeps that as an error of the task, which runs again like any other. */
const isCancellation = (error: string | null | undefined): boolean =>
  error?.startsWith('CancelledError(') ?? false;

export const tasksOf = (state: ServerState): ServerTask[] =>
  (state.tasks as ServerTask[]).map((task) =>
    isCancellation(task.error) ? { ...task, error: null } : task,
  );

/** What of a state changes when somebody goes on from it, or changes it. */
export const fingerprint = (state: ServerState): string =>
  JSON.stringify([
    idOf(state),
    tasksOf(state).map(({ id, error, interrupts, result, state: inner }) => [
      id,
      error ?? '',
      interrupts.length,
      (result ?? null) === null,
      inner ? fingerprint(inner) : '',
    ]),
  ]);

export const idOf = (state: ServerState): string => state.checkpoint?.checkpoint_id ?? '';
export const namespaceIn = (state: ServerState): string => state.checkpoint?.checkpoint_ns ?? '';

/** The channels of a state; none where the state is not an object (a functional graph's). */
function channelsOf(values: unknown): Record<string, unknown> {
  return typeof values === 'object' && values !== null && !Array.isArray(values)
    ? (values as Record<string, unknown>)
    : {};
}

/** The row of a state. `parent` tells what it changed; without it, every channel counts as changed. */
export function rowOf(
  threadId: string,
  state: ServerState,
  { parent, asNode }: { parent?: ServerState; asNode?: string } = {},
): CheckpointRow {
  const { step, source } = (state.metadata ?? {}) as { step?: number; source?: string };
  const parentId = state.parent_checkpoint?.checkpoint_id ?? undefined;
  const tasks = tasksOf(state);
  const names = tasks.length > 0 ? tasks.map(({ name }) => name) : state.next;
  const before = channelsOf(parent?.values);
  // What is forked, and what is given by hand, was written by no task.
  const ran = parent && sourceOf(source) === 'loop' ? tasksOf(parent) : [];
  const written = new Set(ran.flatMap(({ result }) => Object.keys(channelsOf(result))));
  const changed = Object.entries(channelsOf(state.values))
    .filter(([name, value]) => written.has(name) || !isDeepStrictEqual(value, before[name]))
    .map(([name]) => name);
  const failed = tasks.some(({ error }) => error);
  const asks = tasks.some((task) => statusOf(task, false) === 'interrupted');
  return {
    thread_id: threadId,
    checkpoint_ns: namespaceIn(state),
    checkpoint_id: idOf(state),
    ...(parentId && parentId !== idOf(state) && { parent_checkpoint_id: parentId }),
    step: step ?? 0,
    source: sourceOf(source),
    next: [...new Set(names)],
    changed,
    size: JSON.stringify(state.values).length,
    created_at: state.created_at ?? new Date().toISOString(),
    ...(asNode !== undefined && { asNode }),
    ...((failed || asks) && { flag: failed ? 'error' : 'interrupt' }),
  };
}

const sourceOf = (source?: string): CheckpointRow['source'] =>
  source === 'input' || source === 'update' || source === 'fork' ? source : 'loop';

function statusOf(task: ServerTask, isPast: boolean): TaskStatus {
  if (task.error) return 'error';
  if (task.result !== null && task.result !== undefined) return 'done';
  if (task.interrupts.length > 0) return 'interrupted';
  return isPast ? 'done' : 'next';
}

/** The tasks that run from a state; `isPast` when a later checkpoint says that they have. */
export function taskInfos(threadId: string, state: ServerState, isPast: boolean): TaskInfo[] {
  const checkpoint_ns = namespaceIn(state);
  return tasksOf(state)
    .filter(({ name }) => name !== '__start__')
    .map((task) => {
      const error = errorOf(task.error);
      return {
        id: task.id,
        name: task.name,
        node: nodeId(checkpoint_ns, task.name),
        thread_id: threadId,
        ...runOf(state),
        checkpoint_id: idOf(state),
        checkpoint_ns,
        task_ns: taskNamespace(checkpoint_ns, task.name, task.id),
        status: statusOf(task, isPast),
        triggers: [],
        path: task.path ?? [],
        attempt: 1,
        interrupts: interruptsOf(task, checkpoint_ns),
        ...(error && { error }),
      };
    });
}

const runOf = (state: ServerState) => {
  const run_id = (state.metadata as { run_id?: unknown } | null)?.run_id;
  return typeof run_id === 'string' ? { run_id } : {};
};

export function interruptsOf(
  task: Pick<ServerTask, 'id' | 'name' | 'interrupts'>,
  checkpoint_ns: string,
): Interrupt[] {
  return task.interrupts.map(({ id, value }) => ({
    id: id ?? task.id,
    value: value as Json,
    task_id: task.id,
    node: nodeId(checkpoint_ns, task.name),
    checkpoint_ns,
  }));
}

/**
 * Servers keep of an error its name and message: JavaScript's as JSON text, Python's as `repr` (`ValueError('no')`)
 * or as text.
 */
export function errorOf(error: string | null | undefined): TaskError | undefined {
  if (!error || isCancellation(error)) return undefined;
  try {
    const { name, message } = JSON.parse(error) as Partial<TaskError>;
    if (message !== undefined) return { name: name ?? 'Error', message };
  } catch {
    const [, name, said = ''] = /^([A-Z]\w*)\((.*)\)$/s.exec(error) ?? [];
    if (name) return { name, message: pythonText(said) ?? said };
  }
  return { name: 'Error', message: error };
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

/** What a Python string literal stands for; undefined for anything else, such as several arguments. */
function pythonText(literal: string): string | undefined {
  const [, , inner] = /^(['"])((?:\\.|(?!\1)[^\\])*)\1,?$/s.exec(literal) ?? [];
  return inner?.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gs,
    (_, x?: string, u?: string, U?: string, other = '') => {
      const code = x ?? u ?? U;
      return code === undefined
        ? (escapes[other] ?? other)
        : String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}
