import { shownChannels } from '../protocol/channels.ts';
import type { CheckpointRow, Interrupt, Json, TaskError, TaskInfo } from '../protocol/model.ts';
import { nodeId, taskNamespace } from '../protocol/namespace.ts';
import { serializedValue } from '../storage/values/textCache.ts';
import { textOf, type Value } from '../values/value.ts';
import { groupBy } from './groupBy.ts';
import type { FoundCheckpoint, FoundWrite } from './reader.ts';
import { stands } from './stands.ts';
import { nameTask, taskId, updateId, type Candidate } from './taskNames.ts';
import { timeOfId } from './timeOfId.ts';

/** A thread as its saver left it: rows newest first, tasks oldest first, and the steps between nodes it proves. */
export interface Timeline {
  rows: CheckpointRow[];
  tasks: TaskInfo[];
  edges: { source: string; target: string }[];
}

/** What comes next from a checkpoint that nothing followed, told from its channels. */
export type Pending = (checkpoint: FoundCheckpoint) => Candidate[];

const startTask: Candidate = { name: '__start__', trigger: '__start__' };

/** LangGraph writes inputs, updates and answers for nobody in particular under this id. */
const NO_TASK = '00000000-0000-0000-0000-000000000000';

const keyOf = (ns: string, id: string) => `${id} ${ns}`;

/**
 * Puts a thread together from light rows. A task is known by what it wrote; one that wrote nothing leaves no trace,
 * unless it is what a head would run next. `checkpoints` are newest first.
 */
export function buildTimeline(
  checkpoints: FoundCheckpoint[],
  writes: FoundWrite[],
  pending: Pending,
): Timeline {
  const byCheckpoint = groupBy(writes, (one) => keyOf(one.checkpoint_ns, one.checkpoint_id));
  const byKey = new Map(
    checkpoints.map((one) => [keyOf(one.checkpoint_ns, one.checkpoint_id), one]),
  );
  const children = groupBy(checkpoints, (one) =>
    keyOf(one.checkpoint_ns, one.parent_checkpoint_id ?? ''),
  );
  /** Where steps are left out, or several of a kind begin at one checkpoint, its writes are not just those of one step. */
  const isNextAndOnly = ({
    checkpoint_ns: ns,
    parent_checkpoint_id: parent,
    ...one
  }: FoundCheckpoint) => {
    const key = keyOf(ns, parent ?? '');
    if (byKey.get(key)?.step !== one.step - 1) return false;
    return children.get(key)?.filter(({ source }) => source === one.source).length === 1;
  };
  const edges = new Map<string, { source: string; target: string }>();
  const known = candidatesOf(writes).map(({ name }) => ({ name, trigger: `branch:to:${name}` }));
  const built = checkpoints.map((checkpoint) => {
    const { checkpoint_ns: ns, parent_checkpoint_id: parent } = checkpoint;
    const own = byCheckpoint.get(keyOf(ns, checkpoint.checkpoint_id)) ?? [];
    const isUpdate = ({ task_id }: FoundWrite) => task_id === updateId(parent ?? '');
    const before = (byCheckpoint.get(keyOf(ns, parent ?? '')) ?? []).filter(
      (write) => isUpdate(write) === (checkpoint.source === 'update'),
    );
    const isHead = !children.has(keyOf(ns, checkpoint.checkpoint_id));
    const head = isHead ? pending(checkpoint) : [];
    const start = checkpoint.source === 'input' ? [startTask] : [];
    const likely = [...start, ...candidatesOf(before), ...head];
    const tasks = tasksOf(checkpoint, own, { likely, known, head });
    for (const task of tasks) {
      const mine = own.filter(({ task_id }) => task_id === task.id);
      for (const { name } of candidatesOf(mine)) {
        const edge = { source: task.node, target: nodeId(ns, name) };
        edges.set(`${edge.source} ${edge.target}`, edge);
      }
    }
    const changed =
      checkpoint.changed ?? changedBy(checkpoint, tasks, isNextAndOnly(checkpoint) ? before : []);
    return { row: rowOf(checkpoint, changed, tasks), tasks };
  });
  return {
    rows: built.map(({ row }) => row),
    tasks: built.toReversed().flatMap(({ tasks }) => tasks),
    edges: [...edges.values()],
  };
}

/**
 * What a step changed, told by `writes` if they are all it made. None prove nothing: a run that saves only when it ends
 * leaves them out, Python those of an update.
 */
function changedBy(
  { source }: FoundCheckpoint,
  tasks: TaskInfo[],
  writes: FoundWrite[],
): string[] | undefined {
  // An input is in the state only once this task has run.
  if (source === 'input' && tasks.some(({ name }) => name === startTask.name)) return [];
  const isStep = source === 'loop' || source === 'update';
  return isStep && writes.length > 0 && !stands(writes)
    ? writes.map(({ channel }) => channel)
    : undefined;
}

function rowOf(
  found: FoundCheckpoint,
  changed: string[] | undefined,
  tasks: TaskInfo[],
): CheckpointRow {
  const { writers: _writers, source, changed: _changed, ...row } = found;
  const next = [...new Set(tasks.map(({ name }) => name))];
  const failed = tasks.some(({ status }) => status === 'error');
  const flag = failed
    ? ('error' as const)
    : tasks.some(({ status }) => status === 'interrupted') && ('interrupt' as const);
  return {
    ...row,
    source: source as CheckpointRow['source'],
    next: next.length === 0 && source === 'input' ? ['__start__'] : next,
    ...(changed && { changed: shownChannels([...new Set(changed)]) }),
    created_at: found.created_at ?? timeOfId(found.checkpoint_id),
    ...(flag && { flag }),
  };
}

/** Whom the writes of a super-step wake, or may wake: a join only once all its legs are there. */
function candidatesOf(writes: FoundWrite[]): Candidate[] {
  const woken = writes.flatMap(({ channel }): Candidate[] => {
    const name = targetOf(channel);
    return name === undefined ? [] : [{ name, trigger: channel }];
  });
  const sends = writes.filter(({ channel }) => channel === '__pregel_tasks');
  const sent = sends.flatMap(({ value }, index): Candidate[] => {
    const name = value && sentTo(serializedValue(value));
    return name ? [{ name, index }] : [];
  });
  return [...woken, ...sent];
}

/** `branch:to:b`, and of older versions `branch:a:route:b`, `start:b`; `join:a+b:c`. */
export function targetOf(channel: string): string | undefined {
  const [kind, first, ...rest] = channel.split(':');
  if (kind === 'branch' && rest.length > 0) return rest.at(-1);
  if (kind === 'join' && rest.length > 0) return rest.join(':');
  return kind === 'start' ? first : undefined;
}

/** The node of a `Send` as either language writes it. */
export const sentTo = (send: Value): string => textOf(send.inner?.child('node'));

function tasksOf(
  checkpoint: FoundCheckpoint,
  own: FoundWrite[],
  { likely, known, head }: { likely: Candidate[]; known: Candidate[]; head: Candidate[] },
): TaskInfo[] {
  const byTask = groupBy(own, ({ task_id }) => task_id);
  byTask.delete(NO_TASK);
  byTask.delete(updateId(checkpoint.checkpoint_id));
  const ran = [...byTask].map(([id, writes]): TaskInfo => {
    const task_path = writes[0]?.task_path ?? '';
    const named = nameTask({ task_id: id, task_path }, checkpoint, likely, known) ?? {
      name: `task ${id.slice(0, 8)}`,
      path: [],
    };
    return {
      ...taskInfo(checkpoint, id, named, likely),
      ...outcome(writes, checkpoint, id, nodeId(checkpoint.checkpoint_ns, named.name)),
    };
  });
  const left = [...head];
  for (const { name } of ran) {
    const at = left.findIndex((one) => one.name === name);
    if (at >= 0) left.splice(at, 1);
  }
  const next = left.map((one): TaskInfo => {
    const path = 'index' in one ? ['__pregel_push', one.index] : ['__pregel_pull', one.name];
    const id = taskId(one, checkpoint);
    return { ...taskInfo(checkpoint, id, { name: one.name, path }, [one]), status: 'next' };
  });
  return [...ran, ...next];
}

function taskInfo(
  { thread_id, checkpoint_id, checkpoint_ns }: FoundCheckpoint,
  id: string,
  { name, path }: { name: string; path: Json[] },
  candidates: Candidate[],
): Omit<TaskInfo, 'status'> {
  const triggers = candidates.flatMap((one) =>
    one.name === name && 'trigger' in one ? [one.trigger] : [],
  );
  return {
    id,
    name,
    node: nodeId(checkpoint_ns, name),
    thread_id,
    checkpoint_id,
    checkpoint_ns,
    task_ns: taskNamespace(checkpoint_ns, name, id),
    triggers: [...new Set(triggers)],
    path,
    attempt: 1,
    interrupts: [],
  };
}

function outcome(
  writes: FoundWrite[],
  { checkpoint_ns }: FoundCheckpoint,
  task_id: string,
  node: string,
): Pick<TaskInfo, 'status'> & Partial<TaskInfo> {
  const of = (channel: string) => writes.find((write) => write.channel === channel);
  const failed = of('__error__');
  if (writes.some(({ idx }) => idx >= 0)) return { status: 'done' };
  if (failed) {
    const error = failed.value && errorOf(serializedValue(failed.value));
    return {
      status: 'error',
      error: error ?? { name: 'Error', message: 'not read: it is too long' },
    };
  }
  const asking = of('__interrupt__');
  if (!asking) return { status: 'done' };
  const value = asking.value && serializedValue(asking.value);
  const all = value?.type === 'array' ? (value.inner?.slice(0, 100) ?? []) : [{ value }];
  const interrupts = all.map(({ value: one }): Interrupt => ({
    id: textOf(one?.inner?.child('id')) || textOf(one?.inner?.child('interrupt_id')) || task_id,
    value: one?.inner?.child('value')?.toJson() ?? null,
    task_id,
    node,
    checkpoint_ns,
  }));
  return { status: 'interrupted', interrupts };
}

/** LangGraph.js keeps `{name, message}`, Python its `repr`: `ValueError('no')`. */
function errorOf(value: Value): TaskError {
  const name = textOf(value.inner?.child('name'));
  const message = textOf(value.inner?.child('message'));
  if (name || message) return { name: name || 'Error', message };
  const text = textOf(value);
  const repr = /^(\w+)\((['"])([^]*)\2,?\)$/.exec(text);
  return repr ? { name: repr[1] ?? '', message: repr[3] ?? '' } : { name: 'Error', message: text };
}
