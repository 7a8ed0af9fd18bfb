import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { fromRoot } from '../../scripts/root.ts';

/** A project of a few files, gone when the test is; with `installed`, it has our `node_modules`. */
export function tempProject(files: Record<string, string>, installed = true): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrograph-project-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  if (installed) symlinkSync(fromRoot('node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}
