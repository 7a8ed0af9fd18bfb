import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fromRoot } from '../../../scripts/root.ts';

/** The app in browser mode, as a person starts it. */
export interface AppProcess {
  /** With its token: what the ready line says. */
  url: string;
  stop: () => Promise<void>;
}

/** Starts `retrograph target` and waits for its ready line. Throws with what it printed when it ends before. */
export async function startApp(
  target: string | undefined,
  dataDir: string,
  port?: string,
): Promise<AppProcess> {
  const args = ['--browser', '--no-open', '--data-dir', dataDir];
  if (port) args.push('--port', port);
  if (target) args.push(target);
  const child = spawn(process.execPath, [fromRoot('dist/core/cli.mjs'), ...args], {
    cwd: fromRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed.push(line);
      const ready = /^Retrograph ready: (\S+)$/.exec(line)?.[1];
      if (ready) resolve(ready);
    });
    child.once('exit', (code) => reject(new Error(`exit ${code}: ${printed.join('\n')}`)));
  });
  return { url, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
