import { pathToFileURL } from 'node:url';

/** What a module offers, by export name. */
export type Exports = Record<string, unknown>;

/** Deep enough to reach the user's frame below those of Node's and tsx's loaders. */
const STACK_FRAMES = 50;

/** Imports a module of either kind. What it throws comes through as it is. */
export async function importModule(file: string): Promise<Exports> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = STACK_FRAMES;
  try {
    return flatten((await import(pathToFileURL(file).href)) as Exports);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Node shows a CommonJS module's exports as properties of `default`, and some of them as names too, by version. */
function flatten(namespace: Exports): Exports {
  const { 'module.exports': _, ...exports } = namespace;
  const inner = exports.default;
  if (!isExportsObject(inner)) return exports;
  const { default: __, ...named } = exports;
  return { ...named, ...inner };
}

function isExportsObject(value: unknown): value is Exports {
  if (typeof value !== 'object' || value === null) return false;
  if ('__esModule' in value) return true;
  return Object.getPrototypeOf(value) === Object.prototype && !('nodes' in value);
}
