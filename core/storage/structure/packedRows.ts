import type { LightRow } from './lightRow.ts';

/** Where a column is other than is told by the row before: the row's place, and its value. */
type Turns<T> = [at: number, value: T][];

/** Texts, oldest first; those of one length are joined, since parts of a text cost next to nothing. */
type Texts = [length: number, joined: string] | string[];

/** Light rows of one lane, oldest first, by column. */
interface Packed {
  id: Texts;
  created_at: Texts;
  /** By what they differ from the row before; the first from 0. */
  size: number[];
  stamp: number[];
  /** Else one more than the row before. */
  step: Turns<number>;
  /** Else the row before; null for none. */
  parent: Turns<string | null>;
  /** Else as of the row before. */
  source: Turns<string>;
  changed: Turns<string[]>;
  as_node: Turns<string | null>;
}

/** `rows`, oldest first and at least one, as JSON. */
export function packRows(rows: LightRow[]): string {
  const column = <T>(of: (row: LightRow) => T, told: (before: LightRow) => T): Turns<T> =>
    rows.flatMap((row, at): Turns<T> => {
      const before = rows[at - 1];
      return before && isSame(told(before), of(row)) ? [] : [[at, of(row)]];
    });
  const same = <T>(of: (row: LightRow) => T) => column(of, of);
  const packed: Packed = {
    id: joined(rows.map((row) => row.checkpoint_id)),
    created_at: joined(rows.map((row) => row.created_at)),
    size: differences(rows.map((row) => row.size)),
    stamp: differences(rows.map((row) => row.stamp)),
    step: column(
      (row) => row.step,
      (before) => before.step + 1,
    ),
    parent: column(
      (row) => row.parent_checkpoint_id ?? null,
      (before) => before.checkpoint_id,
    ),
    source: same((row) => row.source),
    changed: same((row) => row.changed),
    as_node: same((row) => row.asNode ?? null),
  };
  return JSON.stringify(packed);
}

/** What `packRows` made, as rows of the root namespace of a thread, oldest first. */
export function unpackRows(text: string, thread_id: string): LightRow[] {
  const { size: sizes, stamp: stamps, ...packed } = JSON.parse(text) as Packed;
  const idAt = textsOf(packed.id);
  const timeAt = textsOf(packed.created_at);
  const steps = turnsOf(packed.step);
  const parents = turnsOf(packed.parent);
  const sources = turnsOf(packed.source);
  const changes = turnsOf(packed.changed);
  const nodes = turnsOf(packed.as_node);
  const rows: LightRow[] = [];
  let checkpoint_id = '';
  let [size, stamp, step] = [0, 0, 0];
  let source = '';
  let changed: string[] = [];
  let asNode: string | null = null;
  for (let at = 0; at < sizes.length; at++) {
    const parent = parents.at === at ? parents.take() : checkpoint_id;
    step = steps.at === at ? steps.take() : step + 1;
    if (sources.at === at) source = sources.take();
    if (changes.at === at) changed = changes.take();
    if (nodes.at === at) asNode = nodes.take();
    checkpoint_id = idAt(at);
    size += sizes[at] as number;
    stamp += stamps[at] as number;
    const light: LightRow = {
      thread_id,
      checkpoint_ns: '',
      checkpoint_id,
      step,
      source,
      changed: changed.slice(),
      size,
      created_at: timeAt(at),
      stamp,
    };
    if (parent !== null && parent !== checkpoint_id) light.parent_checkpoint_id = parent;
    if (asNode !== null) light.asNode = asNode;
    rows.push(light);
  }
  return rows;
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

function joined(texts: string[]): Texts {
  const length = texts[0]?.length ?? 0;
  return texts.every((text) => text.length === length) ? [length, texts.join('')] : texts;
}

function textsOf(texts: Texts): (at: number) => string {
  const [length, all] = texts;
  if (typeof length !== 'number') return (at) => texts[at] as string;
  return (at) => all.slice(at * length, (at + 1) * length);
}

const differences = (values: number[]): number[] =>
  values.map((value, at) => value - (values[at - 1] ?? 0));

/** Where the next turn is, and its value, which is gone on from. */
function turnsOf<T>(turns: Turns<T>): { at: number; take: () => T } {
  let next = 0;
  const cursor = {
    at: turns[0]?.[0] ?? -1,
    take: () => {
      const value = (turns[next] as [number, T])[1];
      next += 1;
      cursor.at = turns[next]?.[0] ?? -1;
      return value;
    },
  };
  return cursor;
}
