import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { StudioError } from '../../protocol/errors.ts';
import type { OutputLine } from '../../protocol/model.ts';
import { createLineLimiter } from '../local/lineLimiter.ts';
import { killGroup } from '../local/processGroup.ts';
import { serverProgram } from './serverProgram.ts';
import { startStopped } from './stopped.ts';

export interface DevServerOptions {
  executable: string;
  root: string;
  /** Absolute path of its `langgraph.json`. */
  config: string;
  port: number;
  env: Record<string, string>;
  onOutput: (lines: Omit<OutputLine, 'seq'>[]) => void;
  /** Ends it while it starts. */
  signal: AbortSignal;
}

export interface PythonServer {
  pid: number | undefined;
  executable: string;
  /** Resolves, never rejects, when it has ended. */
  ended: Promise<{ exitCode?: number; signal?: string }>;
  /** Lets it write down what it has; then it and everything it started are gone. */
  end: () => void;
}

/** Milliseconds a dev server may take to answer. */
const PATIENCE = 120_000;

/**
 * Milliseconds it may take to end. It writes down its threads' checkpoints as the last thing: half a second after it is
 * told to, and five and a half where a run does not let itself be cancelled.
 */
const GRACE = 8_000;

/** Starts `langgraph dev` on loopback and waits until it answers. Throws `loadFailed` with what it printed last. */
export async function startDevServer(options: DevServerOptions): Promise<PythonServer> {
  const { executable, root, config, port, env, onOutput, signal } = options;
  const args = ['dev', '--config', config, '--host', '127.0.0.1', '--port', String(port)];
  const flags = ['--no-browser', '--no-reload', '--n-jobs-per-worker', '10'];
  const child = spawn(executable, ['-u', '-c', serverProgram(GRACE / 1000), ...args, ...flags], {
    cwd: root,
    env: {
      ...process.env,
      // Nothing of what is debugged leaves this machine, unless the project says so itself.
      LANGSMITH_TRACING: 'false',
      LANGCHAIN_TRACING_V2: 'false',
      LANGGRAPH_CLI_NO_ANALYTICS: '1',
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const last: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const limiter = createLineLimiter(stream, (lines) => {
      last.push(...lines.map(({ text }) => text));
      last.splice(0, last.length - 40);
      onOutput(lines);
    });
    child[stream].setEncoding('utf8');
    child[stream].on('data', (chunk: string) => limiter.write(chunk));
    child[stream].on('end', () => limiter.end());
  }
  let hasEnded = false;
  const ended = new Promise<{ exitCode?: number; signal?: string }>((resolve) => {
    const end = (how: { exitCode?: number; signal?: string }) => {
      hasEnded = true;
      killGroup(child);
      resolve(how);
    };
    child.once('error', () => end({}));
    child.once('exit', (code, signal) =>
      end({ ...(code !== null && { exitCode: code }), ...(signal !== null && { signal }) }),
    );
  });

  const begin = Date.now();
  while (!(await answers(port))) {
    if (hasEnded || signal.aborted || Date.now() - begin > PATIENCE) {
      killGroup(child);
      await ended;
      throw signal.aborted ? startStopped() : notStarted(last);
    }
    const next = AbortSignal.any([signal, AbortSignal.timeout(100)]);
    if (!next.aborted) await Promise.race([ended, once(next, 'abort')]);
  }
  return {
    pid: child.pid,
    executable,
    ended,
    end() {
      child.stdin.end();
      const late = setTimeout(() => killGroup(child), GRACE);
      void ended.then(() => clearTimeout(late));
    },
  };
}

function notStarted(last: string[]): StudioError {
  const message = "LangGraph's dev server could not start.";
  const hint =
    'What it printed is in the Output panel. Fix it and save: it starts again by itself.';
  return new StudioError('loadFailed', message, {
    problem: { code: 'loadFailed', message, hint, stack: last.join('\n') },
  });
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/ok`).then(
    ({ ok }) => ok,
    () => false,
  );

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
