import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromRoot } from '../../scripts/root.ts';

/** What is installed together, exactly: newer neighbours of an old LangGraph do not fit it. */
const pins = {
  '0.2.74': { core: '0.3.80', checkpoint: '0.0.18', sdk: '0.0.112', zod: '3.25.76' },
  '0.4.10': { core: '0.3.80', checkpoint: '0.1.3', sdk: '0.1.10', zod: '3.25.76' },
  '1.0.15': { core: '1.1.17', checkpoint: '1.0.0', sdk: '1.5.6', zod: '4.2.1' },
  '1.2.9': { core: '1.1.49', checkpoint: '1.0.4', sdk: '1.8.9', zod: '4.2.1' },
} as const;

/** The version in our own `node_modules`. */
export const OURS = '1.4.18';

export type LangGraphVersion = keyof typeof pins | typeof OURS;

/** LangGraph's versions the adapter promises to work with, oldest first. */
export const versions = [...Object.keys(pins), OURS] as LangGraphVersion[];

/**
 * The folder of the fixture graphs, in a project that has this version of LangGraph. The first time a version
 * is asked for it is installed into `.cache/versions`, in a folder that only gets its name once it is complete:
 * a test run that is killed half-way leaves nothing that looks installed.
 */
export async function fixturesFor(version: LangGraphVersion): Promise<string> {
  const source = fromRoot('test/fixtures/graphs');
  if (version === OURS) return source;
  const project = await installed(version);
  const graphs = join(project, 'graphs');
  await mkdir(graphs, { recursive: true });
  for (const file of await readdir(source))
    await copyIfChanged(join(source, file), join(graphs, file));
  return graphs;
}

async function installed(version: keyof typeof pins): Promise<string> {
  const folder = fromRoot(`.cache/versions/${version}`);
  const manifest = manifestOf(version);
  if ((await textOf(join(folder, 'package.json'))) === manifest) return folder;
  const workshop = `${folder}.${process.pid}`;
  await mkdir(workshop, { recursive: true });
  await writeFile(join(workshop, 'package.json'), manifest);
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', install, { cwd: workshop });
  const stale = `${folder}.stale.${process.pid}`;
  await rename(folder, stale).catch(absent);
  await rename(workshop, folder).catch(async (error: unknown) => {
    // Another test run was faster: its install is as good as ours.
    if ((await textOf(join(folder, 'package.json'))) !== manifest) throw error;
    await rm(workshop, { recursive: true });
  });
  await rm(stale, { recursive: true, force: true });
  return folder;
}

function manifestOf(version: keyof typeof pins): string {
  const { core, checkpoint, sdk, zod } = pins[version];
  const dependencies = {
    '@langchain/core': core,
    '@langchain/langgraph': version,
    '@langchain/langgraph-checkpoint': checkpoint,
    '@langchain/langgraph-sdk': sdk,
    zod,
    'zod-to-json-schema': '3.25.0',
  };
  return JSON.stringify({ private: true, type: 'module', dependencies }, null, 2);
}

/** A file that did not change keeps its time, so that nobody who watches it thinks it did. */
async function copyIfChanged(from: string, to: string): Promise<void> {
  const text = await textOf(from);
  if ((await textOf(to)) !== text) await cp(from, to);
}

const textOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(absent);

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
