import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { browse } from '../../core/browse.ts';
import { locateDropped } from '../../core/locateDropped.ts';
import { DIGESTED } from '../../core/protocol/droppedFile.ts';
import { describeFile } from '../../renderer/store/describeFile.ts';
import { scriptedCore, scriptedProject, temporaryFolder } from '../helpers/scriptedCore.ts';

async function folderOf(files: Record<string, string>): Promise<string> {
  const root = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

describe('browsing', () => {
  test('shows folders, then configs, then modules, and hides what nobody opens', async () => {
    const root = await folderOf({
      'z/file.ts': '',
      'agent10.ts': '',
      'agent2.ts': '',
      'types.d.ts': '',
      'langgraph.json': '',
      '.env': '',
      'node_modules/x/index.js': '',
    });
    const { path, parent, entries } = await browse(root);
    expect([path, parent]).toEqual([root, dirname(root)]);
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['z', 'folder'],
      ['langgraph.json', 'config'],
      ['agent2.ts', 'module'],
      ['agent10.ts', 'module'],
      ['types.d.ts', 'file'],
    ]);
  });

  test('a folder that is not there is said so', async () => {
    await expect(browse('/nowhere')).rejects.toMatchObject({
      code: 'noSuchFile',
      message: 'The folder /nowhere does not exist.',
    });
  });

  test('starts where the last project is, then where it was left', async () => {
    const core = await scriptedCore();
    const { root, file } = await scriptedProject();
    expect((await core.browse({})).path).toBe(process.cwd());
    await core.open(file);
    await core.browse({ path: dirname(root) });
    expect((await core.browse({})).path).toBe(dirname(root));
  });
});

describe('a dropped file', () => {
  const dropped = (name: string, text: string) => describeFile(new File([text], name));

  test('is found by its name and content, but not in node_modules', async () => {
    const root = await folderOf({
      'node_modules/a/agent.ts': 'mine',
      'a/agent.ts': 'other',
      'a/b/c/agent.ts': 'mine',
      'a/b/c/graph.ts': 'mine',
    });
    expect(await locateDropped(await dropped('agent.ts', 'mine'), [root])).toBe(
      join(root, 'a/b/c/agent.ts'),
    );
    expect(await locateDropped(await dropped('agent.ts', 'nobody'), [root, '/nowhere'])).toBeNull();
  });

  test('is looked for below the projects opened last', async () => {
    const core = await scriptedCore();
    const { root, file } = await scriptedProject('', { 'deep/other.ts': 'only here' });
    await core.open(file);
    expect(await core.locateDropped(await dropped('other.ts', 'only here'))).toBe(
      join(root, 'deep/other.ts'),
    );
  });

  test('may be a database larger than what is compared', async () => {
    const bytes = randomBytes(DIGESTED + 1000);
    const root = await folderOf({});
    await writeFile(join(root, 'checkpoints.db'), bytes);
    const asked = await describeFile(new File([bytes], 'checkpoints.db'));
    expect(await locateDropped(asked, [root])).toBe(join(root, 'checkpoints.db'));
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    const another = await describeFile(new File([bytes], 'checkpoints.db'));
    expect(await locateDropped(another, [root])).toBeNull();
  });
});
