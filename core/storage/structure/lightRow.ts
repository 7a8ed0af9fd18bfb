import { idAsText, idOfText } from './compactId.ts';

/** A checkpoint without its state. */
export interface LightRow {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id?: string;
  step: number;
  source: string;
  /** User channels it changed. */
  changed: string[];
  /** Characters of the whole state. */
  size: number;
  created_at: string;
  asNode?: string;
  /** Of the latest put: grows, also over restarts. */
  stamp: number;
}

/** As they are selected: read by their places, which takes half as long as by their names. */
export type Row = [
  id: string,
  parent: string | null,
  step: number,
  source: string,
  changed: string,
  size: number,
  created_at: string,
  as_node: string | null,
  stamp: number,
  lane: number,
  part: number,
];

/** Of `checkpoint`, for a select that `shown` is selected from. */
export const columns = 'lane, id, parent, step, source, changed, size, created_at, as_node, stamp';
export const shown = `${idAsText('id')}, ${idAsText('parent')}, step, source, changed, size, created_at, as_node, stamp, lane, part`;

/** Gives rows of the root namespace, oldest first; what one has in common with that before it is read once. */
export function createRowReader(thread_id: string): (row: Row) => LightRow {
  const lists = new Map<string, string[]>();
  let lastText = '';
  let lastId = '';

  const listOf = (text: string): string[] => {
    const known = lists.get(text) ?? (JSON.parse(text) as string[]);
    lists.set(text, known);
    return known.slice();
  };
  return ([text, before, step, source, changed, size, created_at, as_node, stamp]) => {
    const parent = before === null ? undefined : before === lastText ? lastId : idOfText(before);
    lastText = text;
    lastId = idOfText(text);
    const light: LightRow = {
      thread_id,
      checkpoint_ns: '',
      checkpoint_id: lastId,
      step,
      source,
      changed: listOf(changed),
      size,
      created_at,
      stamp,
    };
    if (parent !== undefined && parent !== lastId) light.parent_checkpoint_id = parent;
    if (as_node !== null) light.asNode = as_node;
    return light;
  };
}
