import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { StudioError } from './protocol/errors.ts';
import type { ProjectInfo } from './protocol/model.ts';

const isAddress = (target: string): boolean => /^postgres(ql)?:\/\//i.test(target);

export const isDatabaseFile = (name: string): boolean => /\.(db|db3|sqlite|sqlite3)$/i.test(name);

/** Whether a target names a checkpoint database. */
export const isDatabase = (target: string): boolean => isAddress(target) || isDatabaseFile(target);

/**
 * What is shown and remembered of a database, and what opens it: a password is in the latter only. `own` is the
 * file that Retrograph itself has open. Throws `noSuchFile`, and `databaseBusy` for that one.
 */
export function databaseProject(target: string, own: string): { info: ProjectInfo; open: string } {
  if (isAddress(target)) return addressProject(target);
  const path = realPath(resolve(target));
  // A second SQLite in one process would undo the locks of the first when it closes the file.
  if (path === realPath(own)) {
    throw new StudioError(
      'databaseBusy',
      'This is the database Retrograph works with: its threads are in their projects.',
    );
  }
  return { info: { root: dirname(path), name: basename(path), target: path }, open: path };
}

function addressProject(target: string) {
  if (!URL.canParse(target)) {
    throw new StudioError('databaseUnreachable', 'The address is no postgres:// address.');
  }
  const shown = new URL(target);
  shown.password = '';
  shown.searchParams.delete('password');
  const name = shown.pathname.slice(1) || shown.host;
  return { info: { root: process.cwd(), name, target: shown.href }, open: target };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new StudioError('noSuchFile', `There is no file ${path}.`, { cause });
  }
}
