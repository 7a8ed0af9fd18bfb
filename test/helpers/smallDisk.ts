import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory. */
export interface SmallDisk {
  /** An absolute folder. */
  path: string;
  resize: (megabytes: number) => void;
  remove: () => void;
}

/** Undefined where none may be mounted, as for most people who are not root. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  if (process.platform !== 'linux') return undefined;
  const path = mkdtempSync(join(tmpdir(), 'retrograph-disk-'));
  const mount = (options: string) =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status === 0;
  if (!mount(`size=${megabytes}m`)) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    resize: (to) => void mount(`remount,size=${to}m`),
    remove: () => {
      // Lazily: a runner may still be on its way out.
      spawnSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
