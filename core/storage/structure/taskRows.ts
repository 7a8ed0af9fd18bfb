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
    return { task: compactId(one.task_id), path: one.task_path, writes: textOf(one.writes) };
  }
  const several = tasks.map(
    ({ task_id, task_path, writes }) =>
      `[${JSON.stringify(task_id)},${quoted(task_path)},${textOf(writes)}]`,
  );
  return { task: SEVERAL, path: '', writes: `[${several.join(',')}]` };
}

/** What `JSON.stringify` gives of `WriteInRow[]`, which need not be made for it. */
function textOf(writes: StoredWrite[]): string {
  let text = '';
  for (const [idx, channel, ref, type] of writes) {
    const value = typeof ref === 'string' ? (aloneIn(ref) ?? quoted(ref)) : JSON.stringify(ref);
    const end = type === undefined ? ']' : `,${quoted(type)}]`;
    text += `${text === '' ? '[' : ',['}${idx},${quoted(channel)},${value}${end}`;
  }
  return `[${text}]`;
}

/** Short texts are the same few again and again, and are found in a part of the time in which JSON writes them. */
const quotes = new Map<string, string>();
const SHORT = 24;
const REMEMBERED = 256;

function quoted(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  const known = quotes.get(text);
  if (known !== undefined) return known;
  if (quotes.size >= REMEMBERED) quotes.clear();
  const json = JSON.stringify(text);
  quotes.set(text, json);
  return json;
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

/** The text of `[n]`, of a list of nothing but datum n. */
function aloneIn(ref: string): string | undefined {
  const datum = onlyHole(ref.slice(1, -1));
  return datum !== undefined && ref === listOf(datum) ? `[${datum}]` : undefined;
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
