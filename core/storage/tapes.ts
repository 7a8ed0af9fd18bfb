import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../protocol/errors.ts';
import type { RunnerEvent, TapedCall } from '../runner/messages.ts';
import { createTapeReader } from '../structure/tape.ts';
import type { Lease } from './lease.ts';

/** A put as it is on a tape. */
export type TapedPut = Extract<TapedCall, [string, { thread_id: string }]>;

/** What was written on a tape in one turn. */
export interface TapedTurn {
  /** To be stored as one, in their order. */
  puts: TapedPut[];
  /** What was told of threads, after that. */
  events: RunnerEvent[];
}

/** The tapes of this process's runners. */
export interface Tapes {
  /** Absolute; there, and empty at first. */
  readonly folder: string;
  close: () => void;
}

/**
 * Makes a folder for tapes in `dataDir`, and stores what runners had put on the tapes of processes that have died since:
 * `restore` is called with one turn after the other, oldest first. A tape with something that cannot be stored now, as on
 * a full disk, is kept for the next time.
 */
export function openTapes(
  dataDir: string,
  lease: Lease,
  restore: (turn: TapedTurn) => void,
): Tapes {
  const all = join(dataDir, 'tapes');
  const folder = join(all, lease.owner);
  mkdirSync(folder, { recursive: true });
  for (const owner of readdirSync(all)) {
    if (lease.isAlive(owner)) continue;
    const left = join(all, owner);
    const restored = tapesIn(left).map((path) => restoreTape(path, restore));
    if (restored.every(Boolean)) rmSync(left, { recursive: true, force: true });
  }
  return { folder, close: () => rmSync(folder, { recursive: true, force: true }) };
}

const tapesIn = (folder: string): string[] => [
  ...new Set(readdirSync(folder).map((file) => join(folder, file.replace(/\.\w+$/, '')))),
];

/** Whether the tape is not needed any more. */
function restoreTape(path: string, restore: (turn: TapedTurn) => void): boolean {
  const broken = new Set<string>();
  let isDone = true;
  for (const calls of createTapeReader(path).read().messages as TapedCall[][]) {
    for (const [name, thread_id] of calls) if (name === 'forgot') broken.delete(thread_id);
    const puts = calls.filter(isPut).filter(([, { thread_id }]) => !broken.has(thread_id));
    const events = calls
      .flatMap((call) => (call[0] === 'emit' ? call[1] : []))
      .filter((event) => 'thread_id' in event && !broken.has(event.thread_id));
    try {
      restore({ puts, events });
    } catch (error) {
      // What follows builds on it.
      for (const [, { thread_id }] of puts) broken.add(thread_id);
      // What it builds on was refused or taken away while the run went on: so is it.
      if (error instanceof StudioError && error.code === 'threadBusy') continue;
      isDone = false;
      process.emitWarning(`The end of a run is not in the database yet: ${String(error)}`);
    }
  }
  return isDone;
}

const isPut = (call: TapedCall): call is TapedPut => call[0] !== 'emit' && call[0] !== 'forgot';
