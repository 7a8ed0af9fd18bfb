import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file; 1-based. */
export interface Position {
  file: string;
  line: number;
  column?: number;
}

const FRAME = /^\s+at (?:.*\()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):(\d+)\)?$/;
const bundle = fileURLToPath(import.meta.url);
/** Where our bundle's source map says it comes from. */
const sources = path.resolve(path.dirname(bundle), '../../core/runner');

/** The first frame in the user's own code, with source maps applied by Node. */
export function firstUserFrame(stack: string): Position | undefined {
  for (const frame of stack.split('\n')) {
    const [, file, line, column] = FRAME.exec(frame) ?? [];
    if (!file || !isUserFile(toPath(file))) continue;
    return { file: toPath(file), line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** A stack without the frames of Node, tsx and ours, which say nothing about the user's code. */
export function userStack(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => {
      if (!/^\s+at /.test(line)) return true;
      const file = FRAME.exec(line)?.[1];
      return (
        file !== undefined &&
        !/[\\/]node_modules[\\/](tsx|esbuild)[\\/]/.test(file) &&
        !isOurs(toPath(file))
      );
    })
    .join('\n');
}

/** Whether a file is the user's: not installed by npm, and not this program. */
export function isUserFile(file: string): boolean {
  return path.isAbsolute(file) && !/[\\/]node_modules[\\/]/.test(file) && !isOurs(file);
}

function isOurs(file: string): boolean {
  return file === bundle || file.startsWith(sources + path.sep);
}

/** The path of a script as V8 names it: a URL, with or without a query, or a path already. */
export function toPath(script: string): string {
  if (!script.startsWith('file:')) return script;
  const url = new URL(script);
  url.search = '';
  url.hash = '';
  return fileURLToPath(url);
}
