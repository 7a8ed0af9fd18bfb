import { spawn } from 'node:child_process';
import { createBirpc } from 'birpc';
import { createBatch } from '../../protocol/batch.ts';
import { NO_TIMEOUT, packError, unpackError } from '../../protocol/channel.ts';
import { StudioError, toWireError } from '../../protocol/errors.ts';
import type { OutputLine } from '../../protocol/model.ts';
import { TAPE_VARIABLE, type HostFunctions, type RunnerFunctions } from '../../runner/messages.ts';
import { createLineLimiter } from './lineLimiter.ts';
import { killGroup, keepUntilExit } from './processGroup.ts';
import { createTapedCalls } from './tapedCalls.ts';

/** Time a runner gets to leave by itself before it is killed. */
export const GRACE_MS = 2_000;

/** What a process must have been started with to run a project's graphs. */
export interface RunnerSpec {
  nodePath: string;
  root: string;
  /** The project's own variables, on top of ours. */
  env: Record<string, string>;
  tsconfig?: string;
}

type CoreFunctions = Required<HostFunctions>;

/** How a process ended. */
export interface RunnerEnd {
  exitCode?: number;
  signal?: string;
  /** It never started. */
  spawnError?: Error;
  /** V8 gave up: the heap was full. */
  outOfMemory?: boolean;
}

/** Who uses a process. A spare has no owner until it is taken. */
export interface RunnerOwner {
  host: HostFunctions;
  onOutput: (lines: Omit<OutputLine, 'seq'>[]) => void;
}

/** One child process running `core/runner/main.ts`, and the calls it answers. */
export interface RunnerProcess {
  readonly pid: number | undefined;
  readonly calls: RunnerFunctions;
  readonly alive: boolean;
  /** Resolves, never rejects, after everything the process had sent has been handled. */
  readonly ended: Promise<RunnerEnd>;
  /** From here on the owner gets its output and answers its questions; null = nobody any more. */
  own: (owner: RunnerOwner | null) => void;
  /** SIGKILL, for it and what it started. */
  kill: () => void;
  /** Lets it leave by itself (it does when the pipe closes) and kills it when it does not. */
  retire: () => Promise<void>;
}

/**
 * Starts a runner; a failure to start shows in `ended`, so that there is one place to look. `tapePath` is where it may
 * keep its tape, in a folder that exists; without it, everything goes through the pipe.
 */
export function startRunner(entry: string, spec: RunnerSpec, tapePath?: string): RunnerProcess {
  const child = spawn(spec.nodePath, ['--enable-source-maps', entry], {
    cwd: spec.root,
    env: {
      ...process.env,
      ...electronAsNode(spec.nodePath),
      ...spec.env,
      ...(tapePath && { [TAPE_VARIABLE]: tapePath }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    // A group of its own: Ctrl+C in our terminal is ours to handle, and what the graph started can be ended with it.
    detached: process.platform !== 'win32',
  });
  const forget = keepUntilExit(child);

  let owner: RunnerOwner | null = null;
  let alive = true;
  const unheard: Omit<OutputLine, 'seq'>[] = [];
  let outOfMemory = false;
  const output = (lines: Omit<OutputLine, 'seq'>[]) => {
    outOfMemory ||= lines.some(({ text }) => text.includes('JavaScript heap out of memory'));
    if (owner) owner.onOutput(lines);
    else if (unheard.length < 100) unheard.push(...lines.slice(0, 100));
  };
  for (const stream of ['stdout', 'stderr'] as const) {
    const limiter = createLineLimiter(stream, output);
    child[stream]?.setEncoding('utf8');
    child[stream]?.on('data', (chunk: string) => limiter.write(chunk));
    child[stream]?.on('end', () => limiter.end());
  }

  const pending = new Set<Promise<unknown>>();
  const host = <K extends keyof CoreFunctions>(name: K) =>
    ((...args: unknown[]) => {
      if (!owner) throw new StudioError('runnerDied', 'Nothing listens to this process any more.');
      const call = owner.host[name] as (...args: unknown[]) => unknown;
      const answer = Promise.resolve(call(...args));
      pending.add(answer);
      const settled = () => pending.delete(answer);
      answer.then(settled, settled);
      return answer;
    }) as CoreFunctions[K];

  const taped =
    tapePath === undefined
      ? undefined
      : createTapedCalls(
          tapePath,
          // Events are for whoever listens.
          (name, argument) => (name === 'emit' && !owner ? undefined : host(name)(argument)),
          (threadId, error) => void rpc.refused(threadId, toWireError(error)).catch(() => {}),
        );

  // A message that cannot be delivered any more is answered by the end of the process.
  // What one turn brings, as a hundred requests of clients, is one message.
  const wire = createBatch(
    (messages) => void child.send(messages, () => {}),
    (flush) => void setImmediate(flush),
  );
  const rpc = createBirpc<RunnerFunctions, CoreFunctions>(
    {
      getTuple: host('getTuple'),
      list: host('list'),
      put: host('put'),
      putWrites: host('putWrites'),
      deleteThread: host('deleteThread'),
      reserveIds: host('reserveIds'),
      readBack: host('readBack'),
      putEncoded: host('putEncoded'),
      putEncodedWrites: host('putEncodedWrites'),
      emit: host('emit'),
      storeBatch: host('storeBatch'),
      stored: async (threadId) => taped?.stored(threadId),
      forgot: (threadId) => taped?.forgot(threadId),
      nudge: () => {},
    },
    {
      post: wire.add,
      on: (listener: (message: object) => void) =>
        child.on('message', (messages: object[]) => {
          taped?.drain();
          messages.forEach(listener);
        }),
      serialize: packError,
      deserialize: unpackError,
      timeout: NO_TIMEOUT,
      // An answer that could not be delivered: the process is gone, which `ended` tells.
      onGeneralError: (_error, functionName) => functionName !== undefined,
    },
  );

  const ended = new Promise<RunnerEnd>((resolve) => {
    let exit: RunnerEnd | undefined;
    const settle = () => {
      if (!exit || child.connected) return;
      // Only an abort is V8's doing; anybody may print its words.
      const end = { ...exit, ...(outOfMemory && exit.signal === 'SIGABRT' && { outOfMemory }) };
      alive = false;
      forget();
      killGroup(child);
      rpc.$close(new StudioError('runnerDied', "The graph's process ended before it answered."));
      // Messages read before the pipe closed are handed out in the turn after; then wait for what they started.
      setImmediate(() => {
        const last = Promise.allSettled([taped?.end(), ...pending]);
        void last.then(() => resolve(end));
      });
    };
    child.once('error', (spawnError) => {
      if (child.pid !== undefined) return;
      exit = { spawnError };
      if (child.connected) child.disconnect();
      settle();
    });
    child.once('exit', (code, signal) => {
      exit = { ...(code !== null && { exitCode: code }), ...(signal !== null && { signal }) };
      settle();
    });
    child.once('disconnect', settle);
  });

  const kill = () => {
    if (alive) killGroup(child);
  };

  return {
    pid: child.pid,
    calls: rpc,
    get alive() {
      return alive;
    },
    ended,
    own(next) {
      owner = next;
      if (owner && unheard.length > 0) owner.onOutput(unheard.splice(0));
    },
    kill,
    async retire() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(kill, GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Electron's binary is a Node.js when asked. */
function electronAsNode(nodePath: string): Record<string, string> {
  return process.versions.electron && nodePath === process.execPath
    ? { ELECTRON_RUN_AS_NODE: '1' }
    : {};
}
