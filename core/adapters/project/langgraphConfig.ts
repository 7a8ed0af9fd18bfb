import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorHints, StudioError } from '../../protocol/errors.ts';
import type { ApiConfig } from '../../protocol/apiConfig.ts';
import type { GraphRef } from '../../protocol/model.ts';
import { jsonFault } from '../../protocol/jsonFault.ts';
import { readApiConfig } from './apiConfig.ts';
import { moduleRef } from './moduleRef.ts';

/** What Retrograph takes from a `langgraph.json`. */
export interface LangGraphConfig {
  graphs: GraphRef[];
  /** A file of variables, absolute, or the variables themselves. */
  env?: string | Record<string, string>;
  /** How it is to be served. */
  api: ApiConfig;
}

/**
 * Reads a `langgraph.json` in every shape in use: graphs as `"./file.ts:export"`, `"./file.ts"` or
 * `{"path": …}`, `env` as a file or an object. Throws `invalidConfig`, for JSON that does not parse with
 * the position.
 */
export function readLangGraphConfig(file: string): LangGraphConfig {
  const text = readFileSync(file, 'utf8');
  const config = parse(file, text);
  if (!isRecord(config)) throw invalid(file, 'is not an object.');
  if (!isRecord(config.graphs) || Object.keys(config.graphs).length === 0) {
    throw invalid(file, 'names no graphs.');
  }
  const folder = path.dirname(file);
  const graphs = Object.entries(config.graphs).map(([id, entry]) => {
    const reference = isRecord(entry) ? entry.path : entry;
    if (typeof reference !== 'string' || reference === '') {
      throw invalid(file, `gives no file for the graph "${id}".`);
    }
    return { id, ...moduleRef(folder, reference) };
  });
  const env = readEnv(file, config.env);
  const api = readApiConfig(folder, config, (what) => invalid(file, what));
  return { graphs, api, ...(env !== undefined && { env }) };
}

function readEnv(file: string, env: unknown): LangGraphConfig['env'] {
  if (env === undefined || env === null) return undefined;
  if (typeof env === 'string') return path.resolve(path.dirname(file), env);
  if (!isRecord(env)) throw invalid(file, 'has an "env" that is neither a file nor an object.');
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const fault = jsonFault(text, error);
    throw invalid(file, `is not JSON: ${fault.message}.`, fault);
  }
}

function invalid(
  file: string,
  what: string,
  fault?: { line: number; column: number; codeFrame: string },
) {
  const message = `${path.basename(file)} ${what}`;
  return new StudioError('invalidConfig', message, {
    problem: {
      code: 'invalidConfig',
      message,
      hint: errorHints.invalidConfig,
      file,
      ...(fault && { line: fault.line, column: fault.column, codeFrame: fault.codeFrame }),
    },
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
