import { statSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../protocol/errors.ts';

/** A target taken apart: something that exists, and the export named after it. */
export interface ProjectTarget {
  /** Absolute. */
  path: string;
  kind: 'folder' | 'file';
  export?: string;
}

/**
 * Takes `PATH[:EXPORT]` apart. What exists under the whole name is taken whole, so that colons in file
 * names and drive letters need no escaping. Throws `noSuchFile`.
 */
export function parseTarget(target: string, cwd: string): ProjectTarget {
  const whole = path.resolve(cwd, target);
  const kind = kindOf(whole);
  if (kind) return { path: whole, kind };

  const [, file, name] = /^(.+):([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u.exec(target) ?? [];
  if (file && name) {
    const named = path.resolve(cwd, file);
    const namedKind = kindOf(named);
    if (namedKind) return { path: named, kind: namedKind, export: name };
    throw new StudioError('noSuchFile', `There is no file ${named}.`);
  }
  throw new StudioError('noSuchFile', `There is no file ${whole}.`);
}

function kindOf(file: string): ProjectTarget['kind'] | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return undefined;
  return stats.isDirectory() ? 'folder' : 'file';
}
