import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codeFrame } from '../../protocol/codeFrame.ts';
import { isWireError, type ErrorCode, type StudioError } from '../../protocol/errors.ts';
import { findSyntaxError } from './esbuild.ts';
import { problem } from './problem.ts';
import { firstUserFrame, isUserFile, toPath, userStack, type Position } from './stackFrames.ts';

interface Fault {
  code: ErrorCode;
  message: string;
  at?: Position;
  /** For errors that the user's own code threw. */
  stack?: string;
}

/** What was being done when the user's code threw. */
export interface Attempt {
  /** The module that was asked for. */
  entry: string;
  /** Says what happened: `file` is the name of the file that threw, `what` its error. */
  sentence: (file: string, what: string) => string;
  /** The place to show when the error comes from no line of the user's. */
  at?: Position;
}

/** What an import, a factory or `compile()` threw, as one sentence with the place in the user's source. */
export async function loadFailure(thrown: unknown, attempt: Attempt): Promise<StudioError> {
  if (isWireError(thrown)) return thrown as StudioError;
  const { entry } = attempt;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const fault =
    missingModule(error) ??
    transformError(error) ??
    (await syntaxError(error, entry)) ??
    ownError(error, attempt, thrown instanceof Error);
  const { code, message, at, stack } = fault;
  return problem(code, message, { ...locate(at, entry), ...(stack && { stack }) }, error);
}

function locate(at: Position | undefined, entry: string) {
  if (!at) return { file: entry };
  const { file, line, column } = at;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const frame = codeFrame(text, line, column);
  return { file, line, ...(column && { column }), ...(frame && { codeFrame: frame }) };
}

/** esbuild's, thrown by tsx; on Node 20 it comes from the loader's thread with nothing but its text. */
function transformError(error: Error): Fault | undefined {
  const [, file, line, column, what] = /^(.+):(\d+):(\d+): ERROR: (.+)$/m.exec(error.message) ?? [];
  if (!file || !what) return undefined;
  const at = { file, line: Number(line), column: Number(column) + 1 };
  if (what.startsWith('Top-level await')) {
    const message = `${path.basename(file)} uses top-level await but is CommonJS: add "type": "module" to package.json.`;
    return { code: 'loadFailed', message, at };
  }
  return {
    code: 'loadFailed',
    message: `${path.basename(file)} does not parse, line ${line}: ${what}.`,
    at,
  };
}

async function syntaxError(error: Error, entry: string): Promise<Fault | undefined> {
  if (!(error instanceof SyntaxError)) return undefined;
  const at = decorated(String(error.stack)) ?? firstUserFrame(String(error.stack));
  const isLink = /does not provide an export named/.test(error.message);
  const found = at ? { at, what: error.message } : await findSyntaxError(entry);
  if (!found) return undefined;
  const name = path.basename(found.at.file);
  const what = isLink
    ? error.message.replace(/^The requested module/, `${name} imports from`)
    : found.what;
  const message = isLink
    ? `${what.replace(/' does not provide an export named '(.*)'$/, "', which has no export named '$1'")}.`
    : `${name} does not parse, line ${found.at.line}: ${what}.`;
  return { code: 'loadFailed', message, at: found.at };
}

/** Node puts the place above the message of some syntax errors: `file:line`, the code, a caret. */
function decorated(stack: string): Position | undefined {
  const [, file, line, caret] = /^(.+):(\d+)\n.*\n( *\^)?/.exec(stack) ?? [];
  if (!file || !isUserFile(toPath(file))) return undefined;
  return { file: toPath(file), line: Number(line), ...(caret && { column: caret.length }) };
}

function missingModule(error: Error): Fault | undefined {
  const { code, requireStack } = error as Error & { code?: string; requireStack?: string[] };
  if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return unknownSubpath(error);
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined;
  const specifier = /Cannot find (?:module|package) '([^']+)'/.exec(error.message)?.[1];
  const importer = /imported from (.+)$/m.exec(error.message)?.[1] ?? requireStack?.[0];
  if (!specifier || !importer) return undefined;
  const at = findImport(toPath(importer), specifier);
  const by = path.basename(at.file);
  const name = packageName(specifier);
  if (name === '@langchain/langgraph' || name === '@langchain/core') {
    return { code: 'noLangGraph', message: `${name} is not installed; ${by} imports it.`, at };
  }
  if (name) {
    return {
      code: 'missingPackage',
      message: `The package ${name} is not installed; ${by} imports it.`,
      at,
    };
  }
  const wanted = at.written ?? specifier;
  return { code: 'loadFailed', message: `${by} imports ${wanted}, which does not exist.`, at };
}

function unknownSubpath(error: Error): Fault | undefined {
  const [, subpath = '', folder = ''] =
    /subpath '\.([^']*)' is not defined by "exports" in (.*)[\\/]package\.json/.exec(
      error.message,
    ) ?? [];
  const name = folder.split(/[\\/]node_modules[\\/]/).at(-1) ?? '';
  const specifier = name.replaceAll('\\', '/') + subpath;
  const importer = /imported from (.+)$/m.exec(error.message)?.[1];
  const file = importer ?? firstUserFrame(String(error.stack))?.file;
  if (!name || !file) return undefined;
  const at = findImport(toPath(file), specifier);
  const message = `${path.basename(at.file)} imports ${specifier}, which the package does not offer.`;
  return { code: 'loadFailed', message, at };
}

/** Relative and absolute paths are no packages; neither are `@/x`, `~/x` and `#x`, which only aliases make. */
function packageName(specifier: string): string | undefined {
  return /^(@[\w.-]+\/[\w.-]+|[a-z0-9][\w.-]*)/i.exec(
    /^[A-Za-z]:[\\/]|^file:/.test(specifier) ? '' : specifier,
  )?.[1];
}

/** The line that imports `specifier`, which Node gives as written or resolved to a path. */
function findImport(file: string, specifier: string): Position & { written?: string } {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const tail = path.parse(specifier).name;
  for (const [index, text] of lines.entries()) {
    for (const match of text.matchAll(/(['"`])([^'"`]+)\1/g)) {
      const written = match[2] ?? '';
      const same = path.isAbsolute(specifier)
        ? written.startsWith('.') && path.parse(written).name === tail
        : written === specifier || written.startsWith(`${specifier}/`);
      if (same) return { file, line: index + 1, column: match.index + 1, written };
    }
  }
  return { file, line: 1 };
}

function ownError(error: Error, attempt: Attempt, isError: boolean): Fault {
  const at = (isError ? firstUserFrame(String(error.stack)) : undefined) ?? attempt.at;
  const name = path.basename(at?.file ?? attempt.entry);
  const first = error.message.split('\n')[0] ?? '';
  const what = isError ? `${error.name}: ${first}` : `${first} (not an Error)`;
  return {
    code: 'loadFailed',
    message: attempt.sentence(name, what),
    ...(at && { at }),
    ...(isError && { stack: userStack(String(error.stack)) }),
  };
}
