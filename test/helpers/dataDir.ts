import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A data directory of the running test's own, gone with it. */
export function dataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'retrograph-data-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
