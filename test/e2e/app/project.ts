import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fromRoot } from '../../../scripts/root.ts';

/** A copy of a folder of graphs that a test may edit, with our `node_modules`. */
export interface Project {
  root: string;
  /** Absolute path of one of its files. */
  file: (name: string) => string;
  write: (name: string, text: string) => void;
  remove: () => void;
}

/** Copies `folder`, relative to the repository's root, to a place of its own. */
export function copyProject(folder: string): Project {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrograph-e2e-')));
  // A tsconfig of ours extends another one, which is not there.
  const filter = (source: string) => path.basename(source) !== 'tsconfig.json';
  cpSync(fromRoot(folder), root, { recursive: true, filter });
  symlinkSync(fromRoot('node_modules'), path.join(root, 'node_modules'), 'junction');
  const file = (name: string) => path.join(root, name);
  return {
    root,
    file,
    write: (name, text) => writeFileSync(file(name), text),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
