import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { AdapterEvent } from '../../protocol/debuggee.ts';
import { StudioError } from '../../protocol/errors.ts';
import { createLineLimiter } from '../local/lineLimiter.ts';
import { keepUntilExit, killGroup } from '../local/processGroup.ts';

/**
 * The command that installs what a Python project needs to run here: pip's, or uv's where the environment has no pip, as
 * those that uv makes have none.
 */
export async function installCommand(executable: string): Promise<string[]> {
  const hasPip = await promisify(execFile)(executable, ['-c', 'import pip']).then(
    () => true,
    () => false,
  );
  const installer = hasPip
    ? [executable, '-m', 'pip', 'install']
    : ['uv', 'pip', 'install', '--python', executable];
  return [...installer, '-U', 'langgraph-cli[inmem]'];
}

/** As a person types it: zsh reads brackets as a pattern. */
export const typed = (command: string[]): string =>
  command.map((word) => (/^[\w./:\\-]+$/.test(word) ? word : `"${word}"`)).join(' ');

export interface InstallOptions {
  executable: string;
  root: string;
  onOutput: (lines: Extract<AdapterEvent, { type: 'output' }>['lines']) => void;
  /** Ends it and what it started. */
  signal: AbortSignal;
}

/** Runs it and shows what it prints. Throws `missingPackage` when it fails or is ended. */
export async function install(options: InstallOptions): Promise<void> {
  const { executable, root, onOutput, signal } = options;
  const command = await installCommand(executable);
  const say = (text: string) =>
    onOutput([{ stream: 'retrograph', text, at: new Date().toISOString() }]);
  say(typed(command));
  const [program = executable, ...args] = command;
  const env = { ...process.env, PIP_PROGRESS_BAR: 'off', UV_NO_PROGRESS: '1' };
  const child = spawn(program, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const forget = keepUntilExit(child);
  const end = () => killGroup(child);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  for (const stream of ['stdout', 'stderr'] as const) {
    const limiter = createLineLimiter(stream, onOutput);
    child[stream].setEncoding('utf8');
    child[stream].on('data', (chunk: string) => limiter.write(chunk));
    child[stream].on('end', () => limiter.end());
  }
  const code = await once(child, 'close').then(
    ([exitCode]) => exitCode as number | null,
    (error: Error) => {
      say(`${program} cannot be started: ${error.message}`);
      return null;
    },
  );
  forget();
  signal.removeEventListener('abort', end);
  if (code === 0) return;
  const message = signal.aborted
    ? 'The installation was stopped.'
    : 'The packages could not be installed: why, is in the Output panel.';
  throw new StudioError('missingPackage', message);
}
