import { join } from 'node:path';
import { median } from '../lib/report.ts';
import { child, remove, type Figures } from './runChild.ts';
import type { SaverName } from './savers.ts';
import type { WorkloadName } from './workloads.ts';

export interface Plan {
  name: WorkloadName;
  size: number;
  rounds: number;
  savers: SaverName[];
  reads: boolean;
  atLeast: Partial<Record<'added' | 'disk' | 'history' | 'page' | 'moment', number>>;
}

/** What cannot be told from nothing, in milliseconds: no ratio is made of it. */
export const LEAST = 1;

const short = (value: number) => Number(value.toPrecision(3));

export const medianOf = (values: number[]): number | undefined =>
  values.length === 0 ? undefined : median(values);

/** Of one plan: the median of a figure, and what of it came out in each round. */
export interface Measured {
  median: (saver: SaverName, field: keyof Figures) => number | undefined;
  /** Of the graph without a saver, each time just before that saver. */
  alone: (saver: SaverName, field: keyof Figures, round: number) => number | undefined;
  /** The smallest and largest ratio of `SqliteSaver` to ours in one round. */
  spread: (of: (saver: SaverName, round: number) => number | undefined) => string;
  at: (saver: SaverName, field: keyof Figures, round: number) => number | undefined;
}

/** Every saver in turn, each after the graph without one; files are made in `folder`, and removed. */
export function measure(
  { name, size, savers, reads, rounds: times }: Plan,
  folder: string,
): Measured {
  const found = new Map<SaverName, Figures[]>(savers.map((saver) => [saver, []]));
  const alone = new Map<SaverName, Figures[]>(savers.map((saver) => [saver, []]));
  for (let round = 0; round < times; round++) {
    for (let turn = 0; turn < savers.length; turn++) {
      const saver = savers[(turn + round) % savers.length] as SaverName;
      const path = join(folder, `${saver}.db`);
      // Just before: what the machine does for some seconds is in both.
      const without = child('run', 'none', name, size, path);
      alone.get(saver)?.push(without);
      const figures = child('run', saver, name, size, path);
      if (reads && figures.bytes !== undefined) {
        Object.assign(figures, child('read', saver, name, size, path));
      }
      remove(path);
      found.get(saver)?.push(figures);
      const [short, long] = [without, figures].map(({ ms }) => Math.round(ms));
      process.stderr.write(`${name} ${size} ${saver} ${long} ms, without ${short} ms\n`);
    }
  }
  return {
    median: (saver, field) =>
      medianOf((found.get(saver) ?? []).flatMap((figures) => figures[field] ?? [])),
    alone: (saver, field, round) => alone.get(saver)?.[round]?.[field],
    at: (saver, field, round) => found.get(saver)?.[round]?.[field],
    spread: (of) => {
      const ratios = Array.from({ length: times }, (_, round) => {
        const [theirs, ours] = [of('sqliteSaver', round), of('ours', round)];
        const told = theirs !== undefined && ours !== undefined;
        return told && ours !== LEAST && theirs !== LEAST ? [theirs / ours] : [];
      }).flat();
      if (ratios.length < 2) return '';
      return `${short(Math.min(...ratios))} to ${short(Math.max(...ratios))}`;
    },
  };
}
