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

/** What a run took, and the graph without a saver just before it: what the machine does for some seconds is in both. */
export interface Run {
  alone: Figures;
  figures: Figures;
}

/** A figure of all runs of a saver, or of those in one round. */
export type Of = (saver: SaverName, round?: number) => number | undefined;

export interface Measured {
  runs: (saver: SaverName, round?: number) => Run[];
  /** The smallest and largest ratio of `SqliteSaver` to ours in one round. */
  spread: (of: Of) => string;
}

/** Every saver in turn, each after the graph without one; files are made in `folder`, and removed. */
export function measure(plan: Plan, folder: string): Measured {
  const { savers, rounds } = plan;
  const found = new Map<SaverName, Run[][]>(savers.map((saver) => [saver, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < savers.length; turn++) {
      const saver = savers[(turn + round) % savers.length] as SaverName;
      const times = saver === 'ours' ? plan.times : 1;
      const runs = Array.from({ length: times }, (_, time) =>
        runOnce(plan, saver, plan.reads && time === 0, folder),
      );
      found.get(saver)?.push(runs);
    }
  }
  return {
    runs: (saver, round) => {
      const all = found.get(saver) ?? [];
      return (round === undefined ? all : all.slice(round, round + 1)).flat();
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

function runOnce({ name, size }: Plan, saver: SaverName, reads: boolean, folder: string): Run {
  const path = join(folder, `${saver}.db`);
  const alone = child('run', 'none', name, size, path);
  const figures = child('run', saver, name, size, path);
  if (reads && figures.bytes !== undefined) {
    Object.assign(figures, child('read', saver, name, size, path));
  }
  remove(path);
  const [without, ms] = [alone, figures].map((one) => Math.round(one.ms));
  process.stderr.write(`${name} ${size} ${saver} ${ms} ms, without ${without} ms\n`);
  return { alone, figures };
}
