import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { fromRoot } from '../../scripts/root.ts';
import { dataDir } from '../helpers/dataDir.ts';
import { storageFor } from '../helpers/storage.ts';

/** What the nodes said when they began, one number for each. */
const begun = (file: string): number[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];

/** Kills core once `steps` nodes have begun, and answers when its runner has ended too. */
async function killCore(dir: string, file: string, steps: number): Promise<string> {
  const seen = new Promise<void>((resolve) => {
    const watcher = watch(dir, () => {
      if (begun(file).length < steps) return;
      watcher.close();
      resolve();
    });
  });
  const core = spawn(process.execPath, [fromRoot('test/unit/runningCore.ts'), dir], {
    env: { ...process.env, RETROGRAPH_COUNTS: file },
    // The runner inherits nothing of ours: the pipe ends with core.
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(core, 'exit');
  const early = exited.then(() => Promise.reject(new Error('Core ended before it was killed.')));
  const [threadId] = (await once(createInterface({ input: core.stdout }), 'line')) as [string];
  await Promise.race([seen, early]);
  early.catch(() => {});
  core.kill('SIGKILL');
  await exited;
  return threadId;
}

test.each([1, 20, 200])(
  'core killed after %i nodes began: all that led to them is on disk',
  async (steps) => {
    const dir = dataDir();
    const file = join(dir, 'counts.txt');
    const thread_id = await killCore(dir, file, steps);
    const storage = storageFor(dir);
    const rows = storage.checkpoints.rows(thread_id).filter(({ source }) => source === 'loop');
    const newest = rows[0]?.checkpoint_id ?? '';
    const state = storage.values.readWhole(
      { thread_id, checkpoint_ns: '', checkpoint_id: newest },
      [],
    );
    const last = begun(file).at(-1);
    expect(begun(file)).toEqual(Array.from({ length: Number(last) + 1 }, (_, count) => count));
    expect((state as { count: number }).count).toBeGreaterThanOrEqual(Number(last));
    const project = fromRoot('test/fixtures/graphs/counts.ts');
    const thread = storage.threads(project).get(thread_id);
    expect(thread).toMatchObject({ thread_id, state: 'stopped', stopped: { reason: 'pause' } });
    expect(rows[0]?.next).toEqual(thread?.stopped?.nodes);
  },
);
