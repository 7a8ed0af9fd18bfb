import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findPython } from '../../core/adapters/python/findPython.ts';
import { installCommand, typed } from '../../core/adapters/python/install.ts';
import { named, pythonManagers } from '../helpers/python.ts';
import { tempProject } from '../helpers/tempProject.ts';

const managers = await pythonManagers();

/** Absolute in the environment of uv and poetry, which is one that may be active, too. */
const active = dirname(dirname(managers.executable ?? '/nowhere/bin/python'));

const run = promisify(execFile);

/** A folder of files, a PATH with uv and poetry on it, and nothing active. */
function machine(files: Record<string, string> = {}) {
  const root = tempProject({ 'agent.py': '', ...files }, false);
  // The scripts beside an interpreter that was moved name a folder that is gone.
  const poetry = `#!/bin/sh\nexec "${managers.executable}" -m poetry "$@"\n`;
  const bin = tempProject({ poetry, uv: `#!/bin/sh\nexec "${active}/bin/uv" "$@"\n` }, false);
  for (const name of ['poetry', 'uv']) chmodSync(join(bin, name), 0o755);
  const { VIRTUAL_ENV: _, UV_PROJECT_ENVIRONMENT: __, ...rest } = process.env;
  const env: NodeJS.ProcessEnv = {
    ...rest,
    PATH: `${bin}:${rest.PATH}`,
    UV_OFFLINE: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    POETRY_VIRTUALENVS_PATH: join(bin, 'environments'),
    POETRY_CACHE_DIR: join(bin, 'cache'),
  };
  const inRoot = (command: string, ...args: string[]) => run(command, args, { cwd: root, env });
  return { root, env, inRoot };
}

const pyproject = (name: string) =>
  `[project]\nname = "${name}"\nversion = "0.1.0"\nrequires-python = ">=3.9"\ndependencies = []\n`;

test('a .venv comes before an environment that is active, and that before the PATH', async () => {
  const { root, env } = machine({ '.venv/bin/python': '' });
  const other = machine({ 'bin/python': '' });
  const VIRTUAL_ENV = other.root;
  expect(await findPython(root, { ...env, VIRTUAL_ENV })).toEqual({
    executable: join(root, '.venv/bin/python'),
    by: '.venv',
  });
  const found = await findPython(other.root, { ...env, VIRTUAL_ENV });
  expect(found).toEqual({ executable: join(other.root, 'bin/python'), by: 'VIRTUAL_ENV' });
  const last = await findPython(other.root, env);
  expect(last).toEqual({ executable: 'python3', by: 'PATH' });
});

describe.skipIf(managers.missing !== undefined)(named('uv', managers), () => {
  test("a workspace's environment is its members', whatever is active", async () => {
    const workspace = '\n[tool.uv.workspace]\nmembers = ["packages/*"]\n';
    const { root, env, inRoot } = machine({
      'pyproject.toml': pyproject('whole') + workspace,
      'packages/agent/pyproject.toml': pyproject('agent'),
    });
    await inRoot('uv', 'sync');
    const executable = join(root, '.venv/bin/python');
    const member = join(root, 'packages/agent');
    const found = await findPython(member, { ...env, VIRTUAL_ENV: active });
    expect(found).toEqual({ executable, by: 'uv' });
    // It has no pip.
    const [installer, ...args] = await installCommand(executable);
    expect(installer).toBe('uv');
    expect(typed(args)).toBe(`pip install --python ${executable} -U "langgraph-cli[inmem]"`);
  });

  test('one that lies elsewhere is found, and where there is none the active one is taken', async () => {
    const { root, env, inRoot } = machine({ 'pyproject.toml': pyproject('elsewhere') });
    await inRoot('uv', 'lock');
    const VIRTUAL_ENV = active;
    expect(await findPython(root, { ...env, VIRTUAL_ENV })).toMatchObject({ by: 'VIRTUAL_ENV' });
    await inRoot('uv', 'venv', 'far/away');
    const UV_PROJECT_ENVIRONMENT = 'far/away';
    expect(await findPython(root, { ...env, VIRTUAL_ENV, UV_PROJECT_ENVIRONMENT })).toEqual({
      executable: join(root, 'far/away/bin/python'),
      by: 'uv',
    });
  });
});

describe.skipIf(managers.missing !== undefined)(named('poetry', managers), () => {
  test('the environment that it keeps elsewhere is found, also from a folder below', async () => {
    const { root, env, inRoot } = machine({
      'pyproject.toml': pyproject('kept'),
      'src/agent.py': '',
    });
    await inRoot('poetry', 'lock');
    await inRoot('poetry', 'install', '--no-root');
    const VIRTUAL_ENV = active;
    const found = await findPython(join(root, 'src'), { ...env, VIRTUAL_ENV });
    expect(found).toMatchObject({ by: 'poetry' });
    expect(found.executable.startsWith(env.POETRY_VIRTUALENVS_PATH ?? '-')).toBe(true);
    const [, ...args] = await installCommand(found.executable);
    expect(args.slice(0, 3)).toEqual(['-m', 'pip', 'install']);
  });
});
