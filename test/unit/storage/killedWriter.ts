import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fromRoot } from '../../../scripts/root.ts';

/**
 * Runs `writingChild.ts` on a data directory and kills it with SIGKILL once it has printed `lines` lines, if it has not
 * done so itself. Answers with the lines: what it says is done.
 */
export async function killedWriter(
  dir: string,
  what: 'run' | 'puts' | `deletes ${number}`,
  lines = 1,
): Promise<string[]> {
  const script = fromRoot('test/unit/storage/writingChild.ts');
  const child = spawn(process.execPath, [script, dir, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line);
    if (printed.length === lines) child.kill('SIGKILL');
  }
  return printed;
}
