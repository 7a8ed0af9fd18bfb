import path from 'node:path';
import { inspect } from 'node:util';
import type { AppRef } from '../protocol/apiConfig.ts';
import { StudioError } from '../protocol/errors.ts';
import { importModule } from './loading/importModule.ts';

/**
 * What a module of the person's exports that langgraph.json names as `what`; `faultOf` says why it is not that. Throws
 * `loadFailed` and `invalidConfig`, and prints both where the person looks.
 */
export async function importCustom(
  what: string,
  ref: AppRef,
  faultOf: (found: unknown) => string | undefined,
): Promise<unknown> {
  const { file, export: name = 'default' } = ref;
  const module = path.basename(file);
  const exports = await importModule(file).catch((error: unknown) => {
    const message = `The ${what} of langgraph.json (${module}) could not be loaded: ${reasonOf(error)}.`;
    print(message, error);
    throw new StudioError('loadFailed', message, { cause: error });
  });
  const fault = faultOf(exports[name]);
  if (fault === undefined) return exports[name];
  const message = `The export ${name} of ${module}, the ${what} of langgraph.json, ${fault}.`;
  print(message);
  throw new StudioError('invalidConfig', message);
}

/** Into the Output panel, with the stack of what led to it. */
export function print(message: string, error?: unknown): void {
  process.stderr.write(`${message}\n${error === undefined ? '' : `${inspect(error)}\n`}`);
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
