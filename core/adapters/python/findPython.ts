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
 * The project's Python: its `.venv` or `venv`, what uv or poetry say where the project is theirs, an environment that
 * is active, else the one on the PATH. Throws `noPython`.
 */
export async function findPython(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProjectPython> {
  for (const name of ['.venv', 'venv']) {
    const executable = inside(path.join(root, name));
    if (existsSync(executable)) return { executable, by: name };
  }
  const managed =
    (existsSync(path.join(root, 'uv.lock')) && (await told('uv', ['python', 'find'], root))) ||
    (existsSync(path.join(root, 'poetry.lock')) &&
      (await told('poetry', ['env', 'info', '--executable'], root)));
  if (managed) return managed;
  if (env.VIRTUAL_ENV) {
    const executable = inside(env.VIRTUAL_ENV);
    if (existsSync(executable)) return { executable, by: 'VIRTUAL_ENV' };
  }
  for (const executable of isWindows ? ['python'] : ['python3', 'python']) {
    const works = await run(executable, ['--version']).then(
      () => true,
      () => false,
    );
    if (works) return { executable, by: 'PATH' };
  }
  throw new StudioError('noPython', 'There is no Python for this project.');
}

/** What a manager answers; undefined where it is not installed or knows no environment. */
async function told(
  manager: string,
  args: string[],
  cwd: string,
): Promise<ProjectPython | undefined> {
  const answer = await run(manager, args, { cwd, timeout: 20_000 }).catch(() => undefined);
  const executable = answer?.stdout.trim();
  return executable && existsSync(executable) ? { executable, by: manager } : undefined;
}
