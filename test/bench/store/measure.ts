import { join } from 'node:path';
import { median } from '../lib/report.ts';
import { child, remove, type Figures } from './runChild.ts';
import type { SaverName } from './savers.ts';
import type { WorkloadName } from './workloads.ts';

export interface Plan {
  name: WorkloadName;
  size: number;
  rounds: number;
  /** How often ours runs in each round: what it adds is told from less of a difference than what others add. */
  times: number;
  savers: SaverName[];
  reads: boolean;
  atLeast: Partial<Record<'added' | 'disk' | 'history' | 'page' | 'moment', number>>;
}

/** What cannot be told from nothing, in milliseconds: no ratio is made of it. */
export const LEAST = 1;

const short = (value: number) => Number(value.toPrecision(3));

export const medianOf = (values: number[]): number | undefined =>
  values.length === 0 ? undefined : median(values);

/** A run and the same one without a saver, a super-step in turn: milliseconds of the latter, and what the saver adds. */
export interface Run {
  alone: number;
  added: number;
}

/** What was found out of a saver in one round: `figures` of a run by itself. */
export interface Round {
  runs: Run[];
  figures: Figures;
}

/** A figure of all rounds of a saver, or of one. */
export type Of = (saver: SaverName, round?: number) => number | undefined;

export interface Measured {
  rounds: (saver: SaverName, round?: number) => Round[];
  /** The smallest and largest ratio of `SqliteSaver` to ours in one round. */
  spread: (of: Of) => string;
}

/** Every saver in turn; files are made in `folder`, and removed. */
export function measure(plan: Plan, folder: string): Measured {
  const { savers, rounds } = plan;
  const found = new Map<SaverName, Round[]>(savers.map((saver) => [saver, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < savers.length; turn++) {
      const saver = savers[(turn + round) % savers.length] as SaverName;
      const times = saver === 'ours' ? plan.times : 1;
      const runs = Array.from({ length: times }, () => runInTurns(plan, saver, folder));
      found.get(saver)?.push({ runs, figures: runAlone(plan, saver, folder) });
    }
  }
  return {
    rounds: (saver, round) => {
      const all = found.get(saver) ?? [];
      return round === undefined ? all : all.slice(round, round + 1);
    },
    spread: (of) => {
      const ratios = Array.from({ length: rounds }, (_, round) => {
        const [theirs, ours] = [of('sqliteSaver', round), of('ours', round)];
        const told = theirs !== undefined && ours !== undefined;
        return told && ours !== LEAST && theirs !== LEAST ? [theirs / ours] : [];
      }).flat();
      if (ratios.length < 2) return '';
      return `${short(Math.min(...ratios))} to ${short(Math.max(...ratios))}`;
    },
  };
}

function runInTurns({ name, size }: Plan, saver: SaverName, folder: string): Run {
  const { alone, ms } = child('added', saver, name, size, join(folder, `${saver}.db`));
  const [without, more] = [alone, ms - alone].map(Math.round);
  process.stderr.write(`${name} ${size} ${saver} adds ${more} ms to ${without} ms\n`);
  return { alone, added: Math.max(LEAST, ms - alone) };
}

function runAlone({ name, size, reads }: Plan, saver: SaverName, folder: string): Figures {
  const path = join(folder, `${saver}.db`);
  const figures = child('run', saver, name, size, path);
  const read = reads && figures.bytes !== undefined;
  const all = read ? { ...figures, ...child('read', saver, name, size, path) } : figures;
  remove(path);
  return all;
}
