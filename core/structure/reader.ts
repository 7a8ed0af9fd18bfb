import type { Ref } from './header.ts';
import { fillHoles, hasHoles, holesIn, onlyHole, splitElements } from './holes.ts';
import { applyPatch } from './textPatch.ts';

/** A datum as stored. */
export interface StoredDatum {
  text: string;
  base: number | null;
  prefix: number;
  suffix: number;
}

export interface StoredRun {
  at: number;
  count: number;
  text: string;
}

/** Where stored things are looked up. */
export interface StructureSource {
  datum: (id: number) => StoredDatum | undefined;
  /** The texts of many data, in their order; null for a change of another datum, and for one that is missing. */
  texts: (ids: number[]) => (string | null)[];
  /** Where a list begins like another; undefined for one that does not. */
  beginning: (list: number) => { base: number; at: number } | undefined;
  /** The runs of this list alone that hold positions `from` up to `to`, in order. */
  runs: (list: number, from: number, to: number) => StoredRun[];
  /** The same, with the text of the datum in place of an element that is nothing but its hole, as most are. */
  runsOfData: (list: number, from: number, to: number) => StoredRun[];
}

/** Reads texts out of stored structure. Throws `Missing` for what is not there. */
export interface Reader {
  /** JSON text of a whole value. */
  text: (ref: Ref) => string;
  /** As stored, with holes. */
  raw: (id: number) => string;
  /** The texts of elements `from` up to `to`, with holes. */
  elements: (list: number, from: number, to: number) => string[];
  /** The same, filled. */
  filledElements: (list: number, from: number, to: number) => string[];
  fill: (text: string) => string;
  /** Many texts at a time, which is faster than one by one. */
  fillAll: (texts: string[]) => string[];
}

/** Something that a checkpoint refers to is not stored: the file is damaged. */
export class Missing extends Error {
  constructor(what: string) {
    super(`${what} is missing.`);
    this.name = 'Missing';
  }
}

export function createReader(source: StructureSource): Reader {
  const raw = (id: number): string => {
    const datum = source.datum(id);
    if (!datum) throw new Missing(`Datum ${id}`);
    if (datum.base === null) return datum.text;
    const { prefix, suffix, text: middle } = datum;
    return applyPatch(raw(datum.base), { prefix, suffix, middle });
  };

  type Runs = StructureSource['runs'];
  const read = (list: number, from: number, to: number, runs: Runs): string[] => {
    if (from >= to) return [];
    const beginning = source.beginning(list);
    const start = beginning ? Math.max(from, beginning.at) : from;
    const found =
      beginning && from < beginning.at
        ? read(beginning.base, from, Math.min(to, beginning.at), runs)
        : [];
    if (start < to) {
      for (const run of runs(list, start, to)) {
        if (run.count === 1 && run.at >= start) {
          found.push(run.text);
          continue;
        }
        const texts = elementsOf(run, runs);
        const first = Math.max(0, start - run.at);
        for (let i = first; i < Math.min(run.count, to - run.at); i++)
          found.push(texts[i] as string);
      }
    }
    if (found.length !== to - from) throw new Missing(`Part of list ${list}`);
    return found;
  };

  const elementsOf = (run: StoredRun, runs: Runs): string[] =>
    splitElements(run.text).flatMap((piece) => {
      if (!piece.startsWith('\u0002')) return [piece];
      const slice = /^\u0002(\d+),(\d+),(\d+)\u0002$/.exec(piece);
      return slice ? read(Number(slice[1]), Number(slice[2]), Number(slice[3]), runs) : [piece];
    });
  const elements = (list: number, from: number, to: number) => read(list, from, to, source.runs);
  const filledElements = (list: number, from: number, to: number) =>
    fillAllOf(read(list, from, to, source.runsOfData));

  /** Level by level, so that what is inside is read many at a time too. */
  const fillAll = (texts: string[]): string[] => {
    const alone = texts.map(onlyHole);
    const wanted = new Set<number>();
    for (const [index, text] of texts.entries()) {
      const id = alone[index];
      if (id !== undefined) wanted.add(id);
      else for (const inside of holesIn(text).data) wanted.add(inside);
    }
    const ids = [...wanted];
    const found = ids.length > 0 ? source.texts(ids) : [];
    const inner = fillAllOf(found.map((text, index) => text ?? raw(ids[index] as number)));
    if (ids.length === texts.length && !alone.includes(undefined)) return inner;
    const filled = new Map(ids.map((id, index) => [id, inner[index] as string]));
    const datum = (id: number) => filled.get(id) as string;
    const slice = (list: number, from: number, to: number) =>
      filledElements(list, from, to).join(',');
    return texts.map((text, index) => {
      const id = alone[index];
      return id === undefined ? fillHoles(text, { datum, slice }) : datum(id);
    });
  };
  const fillAllOf = (texts: string[]) => (texts.some(hasHoles) ? fillAll(texts) : texts);

  const fill = (text: string): string => fillAllOf([text])[0] as string;

  const text = (ref: Ref): string => {
    if (typeof ref === 'number') return fill(raw(ref));
    if (typeof ref === 'string') return fill(ref);
    const [list, to, from = 0] = ref;
    return `[${filledElements(list, from, to).join(',')}]`;
  };

  return { text, raw: (id) => raw(id), elements, filledElements, fill, fillAll: fillAllOf };
}
