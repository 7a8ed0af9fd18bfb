import type { ChildProcess } from 'node:child_process';

const living = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of living) killGroup(child);
});

/** Has the process killed when ours exits, however it exits by itself; call the answer once it has ended. */
export function keepUntilExit(child: ChildProcess): () => void {
  living.add(child);
  return () => void living.delete(child);
}

/** SIGKILL for a process started with `detached` and everything in its group; harmless when it has ended. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody of the group lives. EPERM (macOS): only zombies are left in it.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
