import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

/** A project's variables and what there is to say about where they came from. */
export interface ProjectEnv {
  env: Record<string, string>;
  /** Files read, absolute: a change in one of them is a change of the project. */
  files: string[];
  warnings: string[];
}

/**
 * `.env` of the root, then `langgraph.json`'s `env` over it. As with dotenv, a variable that the process
 * was started with wins over both, so these only add.
 */
export function readProjectEnv(
  root: string,
  configured?: string | Record<string, string>,
): ProjectEnv {
  const files = [path.join(root, '.env')];
  const warnings: string[] = [];
  const env = { ...readEnvFile(files[0] ?? '') };
  if (typeof configured === 'string') {
    if (!files.includes(configured)) files.push(configured);
    const given = readEnvFile(configured);
    if (given) Object.assign(env, given);
    else
      warnings.push(`langgraph.json names the variables file ${configured}, which does not exist.`);
  } else {
    Object.assign(env, configured);
  }
  for (const name of Object.keys(env)) if (process.env[name] !== undefined) delete env[name];
  return { env, files, warnings };
}

function readEnvFile(file: string): Record<string, string> | undefined {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder named `.env` is a Python virtual environment.
    if (code === 'ENOENT' || code === 'EISDIR') return undefined;
    throw error;
  }
}
