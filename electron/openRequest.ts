import { app } from 'electron';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPort } from '../core/protocol/port.ts';

/** What the desktop app was started with. */
export interface OpenRequest {
  /** Absolute, with its `:EXPORT`; or a URL. */
  target?: string;
  /** Absolute. */
  dataDir?: string;
  /** The port of the LangGraph API, if the target is served. */
  serve?: number;
}

const fromHere = (given: string): string => (/^https?:/.test(given) ? given : resolve(given));

/** Reads the command line; what Chromium understands and we do not is left to it. */
export function readOpenRequest(): OpenRequest {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(app.isPackaged ? 1 : 2),
    options: { 'data-dir': { type: 'string' }, serve: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const [target] = positionals;
  const dataDir = values['data-dir'];
  const serve = typeof values.serve === 'string' ? readPort(values.serve) : undefined;
  return {
    ...(target && { target: fromHere(target) }),
    ...(typeof dataDir === 'string' && { dataDir: resolve(dataDir) }),
    ...(serve !== undefined && { serve }),
  };
}
