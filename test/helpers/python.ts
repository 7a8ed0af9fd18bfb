import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromRoot } from '../../scripts/root.ts';

/** Installed together, exactly: what resolves on Python 3.11 and starts. */
const pins = {
  langgraph: '1.2.24',
  'langgraph-api': '0.16.7',
  'langgraph-checkpoint': '4.3.2',
  'langgraph-checkpoint-postgres': '3.2.0',
  'langgraph-checkpoint-sqlite': '3.1.2',
  'langgraph-cli': '0.4.40',
  'langgraph-prebuilt': '1.1.3',
  'langgraph-runtime-inmem': '0.36.7',
  'langgraph-sdk': '0.4.14',
  'langchain-core': '1.8.3',
  'psycopg[binary]': '3.3.9',
};

/** The two that keep an environment for a project themselves. */
const managers = { uv: '0.13.9', poetry: '2.5.1' };

const run = promisify(execFile);

/** A virtual environment with packages, or why there is none. */
export type PythonEnvironment =
  /** `executable`: absolute path of its interpreter. The scripts beside it name a folder that is gone: use `-m`. */
  | { executable: string; missing?: undefined }
  /** One sentence. */
  | { executable?: undefined; missing: string };

/** LangGraph's packages. Await it at the top of a test file, where no time limit holds, and skip by `missing`. */
export const pythonEnvironment = (): Promise<PythonEnvironment> =>
  environment(`python-${pins.langgraph}-${pins['langgraph-api']}`, pins);

/** uv, a program beside the interpreter, and poetry, a module; likewise. */
export const pythonManagers = (): Promise<PythonEnvironment> =>
  environment(`python-managers-${managers.uv}-${managers.poetry}`, managers);

/**
 * The first time it is asked for, the environment is made in `.cache`, in a folder that only gets its name once it is
 * complete: two test files may ask at once, and a test run that is killed half-way leaves nothing that looks
 * installed.
 */
async function environment(
  name: string,
  wanted: Record<string, string>,
): Promise<PythonEnvironment> {
  const folder = fromRoot('.cache', name);
  const executable = join(folder, 'bin/python');
  if (existsSync(executable)) return { executable };
  const workshop = `${folder}.${process.pid}`;
  try {
    await run('python3', ['-m', 'venv', workshop]);
    const packages = Object.entries(wanted).map(([one, version]) => `${one}==${version}`);
    await run(join(workshop, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...packages]);
    await rename(workshop, folder).catch((error: unknown) => {
      // Another test file was faster: its environment is as good as ours.
      if (!existsSync(executable)) throw error;
    });
    return { executable };
  } catch (error) {
    const [first] = (error as Error).message.trim().split('\n').slice(-1);
    return { missing: `Python packages cannot be installed here: ${first}` };
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** What to name a suite that needs Python: where it is missing, the report of a skipped suite says why. */
export const named = (name: string, { missing }: PythonEnvironment): string =>
  missing === undefined ? name : `${name} [skipped: ${missing}]`;
