import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { StudioError } from '../../protocol/errors.ts';

/** A Node.js that can run graphs. */
export interface UserNode {
  /** Absolute. */
  path: string;
  /** `22.3.0`. */
  version: string;
}

const OLDEST_MAJOR = 18;
const run = promisify(execFile);

/**
 * Which Node.js runs a person's graphs: the one set in Settings, else the `node` they get in a terminal,
 * else ours. Throws `noNode` when the one in Settings cannot be used; an unusable one on the PATH is passed over.
 */
export async function findNode(
  setting = '',
  searchPath = process.env.PATH ?? '',
): Promise<UserNode> {
  if (setting) return checked(setting);
  for (const file of nodesOn(searchPath)) {
    const version = await versionOf(file).catch(() => undefined);
    if (version && major(version) >= OLDEST_MAJOR) return { path: file, version };
  }
  return { path: process.execPath, version: process.versions.node };
}

async function checked(file: string): Promise<UserNode> {
  const version = await versionOf(file).catch((error: unknown) => {
    throw new StudioError('noNode', `${file} is not a Node.js that can be started.`, {
      cause: error,
    });
  });
  if (major(version) < OLDEST_MAJOR) {
    throw new StudioError('noNode', `${file} is Node.js ${version}, which is too old.`);
  }
  return { path: file, version };
}

/** npm puts `node_modules/.bin` first on the PATH of what it starts, and ours holds a `node` that is not the person's. */
function nodesOn(searchPath: string): string[] {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder) && !/[\\/]node_modules[\\/]/.test(folder))
    .map((folder) => path.join(folder, name))
    .filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

const versions = new Map<string, Promise<string>>();

/** Asked once per file and change of it: starting Node.js takes tens of milliseconds. */
async function versionOf(file: string): Promise<string> {
  const key = `${file} ${statSync(file).mtimeMs}`;
  const known = versions.get(key) ?? askVersion(file);
  versions.set(key, known);
  return known;
}

async function askVersion(file: string): Promise<string> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { stdout } = await run(file, ['--version'], { env, timeout: 10_000 });
  const version = /^v(\d+\.\d+\.\d+)/.exec(stdout.trim())?.[1];
  if (!version)
    throw new Error(`${file} --version printed ${JSON.stringify(stdout.slice(0, 100))}`);
  return version;
}

function major(version: string): number {
  return Number.parseInt(version, 10);
}
