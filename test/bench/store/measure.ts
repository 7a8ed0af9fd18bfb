import { join } from 'node:path';
import { median } from '../lib/report.ts';
import { child, remove, type Figures } from './runChild.ts';
import type { SaverName } from './savers.ts';
import type { WorkloadName } from './workloads.ts';

export interface Plan {
  name: WorkloadName;
  size: number;
  rounds: number;
  /** How often ours runs, and is read, in each round: what little it takes is told less surely than what others take. */
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

/** What was found out of a saver in one round: `figures` of a run by itself, and of each time that run was read. */
export interface Round {
  runs: Run[];
  figures: Figures[];
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
      found.get(saver)?.push({ runs, figures: runAlone(plan, saver, times, folder) });
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

function runAlone(plan: Plan, saver: SaverName, times: number, folder: string): Figures[] {
  const { name, size, reads } = plan;
  const path = join(folder, `${saver}.db`);
  const figures = child('run', saver, name, size, path);
  const onDisk = reads && figures.bytes !== undefined;
  const read = Array.from({ length: onDisk ? times : 0 }, () => readAlone(plan, saver, path));
  remove(path);
  return [figures, ...read];
}

function readAlone({ name, size }: Plan, saver: SaverName, path: string): Figures {
  const figures = child('read', saver, name, size, path);
  const [page, history] = [figures.page, figures.history].map((ms) => Math.round(ms ?? 0));
  process.stderr.write(`${name} ${size} ${saver} reads 50 in ${page} ms, all in ${history} ms\n`);
  return figures;
}
