import type { Ref } from '../../structure/header.ts';
import { datumHole, onlyHole } from '../../structure/holes.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';

/** One write as it is stored; `type` is absent for JSON. */
export type StoredWrite = [idx: number, channel: string, ref: Ref, type?: string];

/** What a task has written at once. */
export interface TaskWrites {
  task_id: string;
  task_path: string;
  writes: StoredWrite[];
}

/** LangGraph's NULL_TASK_ID: the unaddressed answers to interrupts belong to no task. */
export const NO_TASK = '00000000-0000-0000-0000-000000000000';

/** What a row of `task_write` says, of one task or of several. */
export interface WritesText {
  task: CompactId;
  path: string;
  writes: string;
}

/** A row of several tasks has this in place of a task, and one of these for each in `writes`. */
const SEVERAL = '';
type OneOfSeveral = [task_id: string, task_path: string, writes: WriteInRow[]];

/** `[n]` stands for a list of nothing but datum n, which is most of what is written to lists. */
type WriteInRow = [idx: number, channel: string, ref: Ref | [datum: number], type?: string];

export function textOfTasks(tasks: TaskWrites[]): WritesText {
  const [one] = tasks;
  if (tasks.length === 1 && one && one.task_id !== SEVERAL) {
    const writes = JSON.stringify(one.writes.map(inRow));
    return { task: compactId(one.task_id), path: one.task_path, writes };
  }
  const several = tasks.map(({ task_id, task_path, writes }): OneOfSeveral => [
    task_id,
    task_path,
    writes.map(inRow),
  ]);
  return { task: SEVERAL, path: '', writes: JSON.stringify(several) };
}

/** In the order in which they wrote. */
export function tasksIn({ task, path: task_path, writes }: WritesText): TaskWrites[] {
  if (task !== SEVERAL) {
    const own = JSON.parse(writes) as WriteInRow[];
    return [{ task_id: fullId(task), task_path, writes: own.map(fromRow) }];
  }
  return (JSON.parse(writes) as OneOfSeveral[]).map(([task_id, path, own]) => ({
    task_id,
    task_path: path,
    writes: own.map(fromRow),
  }));
}

function inRow(write: StoredWrite): WriteInRow {
  const [idx, channel, ref, type] = write;
  const datum = typeof ref === 'string' ? onlyHole(ref.slice(1, -1)) : undefined;
  if (datum === undefined || ref !== listOf(datum)) return write;
  return type === undefined ? [idx, channel, [datum]] : [idx, channel, [datum], type];
}

function fromRow(write: WriteInRow): StoredWrite {
  const [idx, channel, ref, type] = write;
  if (!isAlone(ref)) return write as StoredWrite;
  const text = listOf(ref[0]);
  return type === undefined ? [idx, channel, text] : [idx, channel, text, type];
}

const isAlone = (ref: WriteInRow[2]): ref is [datum: number] =>
  Array.isArray(ref) && ref.length === 1;

const listOf = (datum: number): string => `[${datumHole(datum)}]`;
