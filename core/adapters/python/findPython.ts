import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { StudioError } from '../../protocol/errors.ts';

/** A Python that runs a project. */
export interface ProjectPython {
  /** Absolute, or a name on the PATH. */
  executable: string;
  /** How it was found, for the Output panel: `.venv`, `uv`, `poetry`, `VIRTUAL_ENV`, `PATH`. */
  by: string;
}

const run = promisify(execFile);
const isWindows = process.platform === 'win32';

/** The interpreter in a virtual environment. */
const inside = (environment: string): string =>
  path.join(environment, isWindows ? 'Scripts/python.exe' : 'bin/python');

/**
 * The project's Python: its `.venv` or `venv`, the environment that uv or poetry keep for it where the project is theirs,
 * one that is active, else the one on the PATH. Throws `noPython`.
 */
export async function findPython(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProjectPython> {
  for (const name of ['.venv', 'venv']) {
    const executable = inside(path.join(root, name));
    if (existsSync(executable)) return { executable, by: name };
  }
  const managed = await managedPython(root, env);
  if (managed) return managed;
  if (env.VIRTUAL_ENV) {
    const executable = inside(env.VIRTUAL_ENV);
    if (existsSync(executable)) return { executable, by: 'VIRTUAL_ENV' };
  }
  for (const executable of isWindows ? ['python'] : ['python3', 'python']) {
    const works = await run(executable, ['--version'], { env }).then(
      () => true,
      () => false,
    );
    if (works) return { executable, by: 'PATH' };
  }
  throw new StudioError('noPython', 'There is no Python for this project.');
}

/** A project is a manager's whose lock file is in its folder, or above it, where it is a member of a workspace. */
async function managedPython(
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<ProjectPython | undefined> {
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'uv.lock'))) {
      // `uv run` heeds it, `uv python find` does not (uv 0.13.9); a relative one is the workspace's.
      const named = env.UV_PROJECT_ENVIRONMENT;
      const executable = named && inside(path.resolve(folder, named));
      if (executable && existsSync(executable)) return { executable, by: 'uv' };
      return told('uv', ['python', 'find'], { root, env });
    }
    if (existsSync(path.join(folder, 'poetry.lock'))) {
      return told('poetry', ['env', 'info', '--executable'], { root, env });
    }
    if (folder === path.dirname(folder)) return undefined;
  }
}

/**
 * What a manager answers; undefined where it is not installed or has no environment for the project: uv answers with a
 * Python of the machine then.
 */
async function told(
  manager: string,
  args: string[],
  { root, env }: { root: string; env: NodeJS.ProcessEnv },
): Promise<ProjectPython | undefined> {
  // Both would take an environment that is active for the project's own.
  const { VIRTUAL_ENV: _, ...rest } = env;
  const options = { cwd: root, env: rest, timeout: 20_000 };
  const answer = await run(manager, args, options).catch(() => undefined);
  const executable = answer?.stdout.trim();
  if (!executable || !existsSync(executable)) return undefined;
  const isOwn = existsSync(path.join(path.dirname(executable), '../pyvenv.cfg'));
  return isOwn ? { executable, by: manager } : undefined;
}
