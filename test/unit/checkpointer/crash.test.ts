import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { AIMessage } from '@langchain/core/messages';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { fromRoot } from '../../../scripts/root.ts';
import { dataDir } from '../../helpers/dataDir.ts';

/** `RETROGRAPH_KILLS=300` for a thorough run. */
const KILLS = Number(process.env['RETROGRAPH_KILLS'] ?? 8);

/** Kills a writer after it said that `steps` more are on disk; answers the last that it said. */
async function killAfter(steps: number, path: string): Promise<number> {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    fromRoot('test/unit/checkpointer/crashingChild.ts'),
    path,
  ]);
  let said = '';
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > steps) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(complaint).toBe('');
  return Number(said.trimEnd().split('\n').at(-1));
}

/** What an uninterrupted run holds after `step`. */
function expectedAt(step: number): { id: string; seen?: number }[] {
  const seen = (i: number) => {
    const last = step - ((step - i) % 7);
    return i < 7 && last > i ? { seen: last } : {};
  };
  return Array.from({ length: step + 1 }, (_, i) => ({ id: `m${i}`, ...seen(i) }));
}

test(
  `kill -9 ${KILLS} times: what was said to be on disk is, and equals an uninterrupted run`,
  async () => {
    const path = join(dataDir(), 'checkpoints.db');
    let last = -1;
    for (let kill = 0; kill < KILLS; kill++) {
      last = Math.max(last, await killAfter(1 + ((kill * 7919) % 40), path));
    }
    const sqlite = new Sqlite(path, { readonly: true });
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    sqlite.close();
    const saver = new RetrographSaver(path);
    const steps = new Set<number>();
    for await (const { checkpoint, pendingWrites } of saver.list({
      configurable: { thread_id: 't' },
    })) {
      const { messages, step } = checkpoint.channel_values as {
        messages: AIMessage[];
        step: number;
      };
      steps.add(step);
      const held = messages.map(({ id, response_metadata }) => ({ id, ...response_metadata }));
      expect(held).toEqual(expectedAt(step));
      // The checkpoint a step was written from has what its task wrote.
      if (step < last) expect(pendingWrites).toMatchObject([[`task${step + 1}`, 'messages', [{}]]]);
    }
    saver.close();
    expect([...steps].toSorted((a, b) => a - b).slice(0, last + 1)).toEqual(
      Array.from({ length: last + 1 }, (_, i) => i),
    );
  },
  KILLS * 20_000,
);
