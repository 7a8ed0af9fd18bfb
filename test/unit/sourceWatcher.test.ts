import { writeFileSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSourceWatcher } from '../../core/adapters/local/sourceWatcher.ts';
import { temporaryFolder } from '../helpers/scriptedCore.ts';

describe('watching', () => {
  async function watching(paths: (root: string) => string[]) {
    const root = await temporaryFolder();
    await writeFile(join(root, 'agent.ts'), 'first');
    let changes = 0;
    const watcher = createSourceWatcher(
      () => (changes += 1),
      (problem) => {
        throw new Error(problem);
      },
    );
    onTestFinished(watcher.close);
    watcher.watch(paths(root));
    let saved = 0;
    /** Saves until it is heard: nobody says when a file has begun to be watched. */
    const isHeard = async (save: (text: string) => Promise<void>) => {
      const before = changes;
      const oneMore = async () => {
        await save(`save ${(saved += 1)}`);
        return changes;
      };
      await expect.poll(oneMore, { interval: 200, timeout: 10_000 }).toBeGreaterThan(before);
    };
    /** For what cannot be done again; where it happens is watched already. */
    const isHeardOnce = async (happen: () => Promise<void>) => {
      const before = changes;
      await happen();
      await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(before);
    };
    const path = (name: string) => join(root, name);
    const write = (name: string) => (text: string) => writeFile(path(name), text);
    return { path, write, watcher, isHeard, isHeardOnce, changes: () => changes };
  }

  const agent = (root: string) => [join(root, 'agent.ts')];

  test('hears of atomic saves, again and again', async () => {
    const { path, isHeard } = await watching(agent);
    const save = async (text: string) => {
      await writeFile(path('agent.ts~'), text);
      await rename(path('agent.ts~'), path('agent.ts'));
    };
    await isHeard(save);
    await isHeard(save);
  });

  test('hears of a file that did not exist', async () => {
    const { write, isHeard } = await watching((root) => [join(root, '.env')]);
    await isHeard(write('.env'));
  });

  test('hears of a file in a folder that did not exist', async () => {
    const { path, write, isHeard } = await watching((root) => [join(root, 'lib/deep/util.ts')]);
    await mkdir(path('lib'));
    await mkdir(path('lib/deep'));
    await isHeard(write('lib/deep/util.ts'));
    await isHeard(write('lib/deep/util.ts'));
  });

  test('hears of a file that goes, comes back, and is saved', async () => {
    const { path, write, isHeard, isHeardOnce } = await watching((root) =>
      ['agent.ts', 'util.ts'].map((name) => join(root, name)),
    );
    await isHeard(write('util.ts'));
    for (const name of ['agent.ts', 'util.ts', 'agent.ts']) {
      await isHeardOnce(() => rm(path(name)));
      await isHeardOnce(() => write(name)('back'));
      await isHeard(write(name));
    }
  });

  test('hears of a folder that goes and comes back', async () => {
    const { path, write, watcher, isHeard, isHeardOnce } = await watching(agent);
    await mkdir(path('lib'));
    watcher.watch([path('agent.ts'), path('lib/util.ts')]);
    await isHeard(write('lib/util.ts'));
    await isHeardOnce(() => rm(path('lib'), { recursive: true }));
    await mkdir(path('lib'));
    await isHeard(write('lib/util.ts'));
    await isHeardOnce(() => rename(path('lib'), path('moved')));
    await isHeardOnce(() => rename(path('moved'), path('lib')));
    await isHeard(write('lib/util.ts'));
  });

  test('hears of what a folder holds', async () => {
    const { path, isHeard } = await watching((root) => [root]);
    await isHeard((text) => writeFile(path(`${text}.ts`), text));
    await isHeard((text) => writeFile(path('agent.ts'), text));
  });

  test('hears of a file behind a link', async () => {
    const { path, write, watcher, isHeard } = await watching(agent);
    await mkdir(path('shared'));
    await write('shared/env')('');
    await symlink(path('shared/env'), path('.env'));
    watcher.watch([path('.env')]);
    await isHeard(write('shared/env'));
  });

  test('hears of a set of files only as long as it is in it', async () => {
    const { path, write, watcher, isHeard } = await watching(agent);
    watcher.watch([path('other.ts')]);
    await isHeard(write('other.ts'));
    watcher.watch([path('agent.ts')]);
    await isHeard(write('agent.ts'));
  });

  test('hears of a file also after its folder was watched for a while', async () => {
    const { path, write, watcher, isHeard } = await watching(agent);
    watcher.watch([path('agent.ts'), path('')]);
    await isHeard(write('agent.ts'));
    watcher.watch([path('agent.ts')]);
    await isHeard(write('agent.ts'));
    watcher.watch([path('agent.ts'), path('util.ts')]);
    await isHeard(write('util.ts'));
    await isHeard(write('agent.ts'));
  });

  test('a save right before the set is replaced is heard', async () => {
    const { path, watcher, isHeardOnce } = await watching(agent);
    await isHeardOnce(async () => {
      writeFileSync(path('agent.ts'), 'saved');
      watcher.watch([path('agent.ts'), path('util.ts')]);
    });
  });

  test('hears nothing of what lies beside a file, nor of packages', async () => {
    const { path, write, watcher, changes } = await watching(agent);
    await mkdir(path('node_modules'));
    watcher.watch(['agent.ts', 'node_modules', 'node_modules/index.js'].map(path));
    let beside = 0;
    const other = createSourceWatcher(
      () => (beside += 1),
      () => {},
    );
    onTestFinished(other.close);
    other.watch([path('notes.ts')]);
    const save = async () => {
      await write('node_modules/index.js')(String(beside));
      await write('notes.ts')(String(Math.random()));
      return beside;
    };
    await expect.poll(save, { interval: 200, timeout: 10_000 }).toBeGreaterThan(1);
    expect(changes()).toBe(0);
  });
});
