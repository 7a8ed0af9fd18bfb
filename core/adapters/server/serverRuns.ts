import { once } from 'node:events';
import type { Checkpoint, Client, Command } from '@langchain/langgraph-sdk';
import type { AdapterEvent, AdapterRun } from '../../protocol/debuggee.ts';
import { StudioError } from '../../protocol/errors.ts';
import type { Breakpoint } from '../../protocol/breakpoint.ts';
import type { MemoryLedger } from '../memoryLedger.ts';
import { idOf, namespaceIn, tasksOf, type ServerState } from './rows.ts';
import { explain, statusOf } from './explain.ts';
import type { ServerHistory } from './serverHistory.ts';
import type { States } from './states.ts';
import { createStreamReader, type StreamPart } from './streamEvents.ts';
import type { TaskValues } from './taskValues.ts';
import { threw, whyStopped } from './whyStopped.ts';

export interface ServerRunsOptions {
  url: string;
  client: Client;
  ledger: MemoryLedger;
  states: States;
  values: TaskValues;
  history: ServerHistory;
  assistantId: () => string;
  breakpoints: () => Breakpoint[];
  /** Told where a run has left its thread. */
  left: (threadId: string, head: ServerState) => void;
  emit: (event: AdapterEvent) => void;
  /** Milliseconds to wait before each attempt to reach a server that went away. */
  patience: number[];
}

interface Running {
  run_id: string;
  serverRun: string;
  cancelled: boolean;
  abort: AbortController;
}

const modes = ['debug', 'custom'] as const;

/** Runs on the server that were started here. */
export function createServerRuns(options: ServerRunsOptions) {
  const { url, client, states, history, emit } = options;
  const running = new Map<string, Running>();

  /** Where a run starts from; undefined for new input on an empty thread. Throws what makes it impossible. */
  const origin = async (run: AdapterRun): Promise<ServerState | undefined> => {
    const { thread_id, checkpoint_id, checkpoint_ns = '' } = run;
    const state = checkpoint_id
      ? await states.fresh({ thread_id, checkpoint_id, checkpoint_ns })
      : run.input === null
        ? await states.head(thread_id)
        : undefined;
    if (!state) return undefined;
    const asking = new Set(interruptIds(state));
    const unknown = Object.keys(run.command?.resume ?? {}).find((id) => !asking.has(id));
    if (unknown !== undefined) {
      throw new StudioError('unknownInterrupt', `Nothing waits for an answer to ${unknown}.`);
    }
    if (run.input === null && !run.command && state.next.length === 0) {
      throw new StudioError('nothingToRun', 'The graph has come to its end here.');
    }
    return state;
  };

  const payloadOf = (run: AdapterRun) => {
    const { input, command, mode, config = {}, checkpoint_id, checkpoint_ns = '' } = run;
    const { configurable, context, recursionLimit } = config;
    // JavaScript's server (1.5.1) keeps the checkpoint of one run for the thread's next, unless told otherwise.
    const given = { ...configurable, ...(!checkpoint_id && { checkpoint_id: null }) };
    const set = options.breakpoints().filter(({ enabled, verified }) => enabled && verified);
    const nodes = (side: Breakpoint['when']) =>
      set.filter(({ when }) => when === side).map(({ node }) => node);
    const stops = {
      interruptBefore: mode === 'continue' ? nodes('before') : ('*' as const),
      interruptAfter: nodes('after'),
    };
    return {
      input: command ? undefined : input,
      ...(command && { command: command as Command }),
      ...(checkpoint_id && {
        checkpoint: { checkpoint_id, checkpoint_ns } as Omit<Checkpoint, 'thread_id'>,
      }),
      config: {
        ...(Object.keys(given).length > 0 && { configurable: given }),
        ...(recursionLimit !== undefined && { recursion_limit: recursionLimit }),
      },
      ...(context !== undefined && { context }),
      ...(stops.interruptBefore.length > 0 && { interruptBefore: stops.interruptBefore as '*' }),
      ...(stops.interruptAfter.length > 0 && {
        interruptAfter: stops.interruptAfter as unknown as '*',
      }),
      streamMode: [...modes],
      streamSubgraphs: true,
      streamResumable: true,
      onDisconnect: 'continue' as const,
      multitaskStrategy: 'reject' as const,
    };
  };

  /** Hands on what the stream says, and joins it again where it broke off, until the run is over. */
  const follow = async (
    threadId: string,
    mine: Running,
    first: AsyncIterable<StreamPart>,
    saw: (part: StreamPart) => void,
  ): Promise<void> => {
    let stream = first;
    let lastId: string | undefined;
    for (let failed = 0; ;) {
      let isSilent = true;
      try {
        for await (const part of stream) {
          if (failed > 0) emit({ type: 'responsive', responsive: true });
          failed = 0;
          isSilent = false;
          lastId = part.id ?? lastId;
          saw(part);
        }
        const { status } = await client.runs.get(threadId, mine.serverRun);
        if (failed > 0) emit({ type: 'responsive', responsive: true });
        failed = 0;
        if (status !== 'pending' && status !== 'running') return;
        // Something in between ends streams, as a proxy does that is tired of waiting.
        if (isSilent) await after(options.patience[0] ?? 0);
      } catch (error) {
        const status = statusOf(error);
        if (mine.abort.signal.aborted || status === 404) return;
        const wait = options.patience[failed];
        if (wait === undefined || status === 401 || status === 403) throw error;
        if (failed === 0) emit({ type: 'responsive', responsive: false });
        failed += 1;
        await after(wait);
      }
      stream = client.runs.joinStream(threadId, mine.serverRun, {
        signal: mine.abort.signal,
        streamMode: [...modes],
        // From the start where nothing has come yet.
        lastEventId: lastId ?? '-1',
      }) as AsyncIterable<StreamPart>;
    }
  };

  /** What the run has left behind on the server, which a broken stream may not have told. */
  const settle = async (
    run: AdapterRun,
    mine: Running,
    reader: ReturnType<typeof createStreamReader>,
  ) => {
    const { thread_id } = run;
    await history.read(thread_id);
    const head = await states.head(thread_id);
    options.left(thread_id, head);
    for (const row of options.ledger.rows(thread_id).slice(0, 200).toReversed()) {
      emit({ type: 'checkpoint', row });
    }
    const { tasks } = history.note(thread_id, head, undefined, false);
    const error = reader.failure();
    const stopped = whyStopped(head, {
      mode: run.mode,
      breakpoints: options.breakpoints(),
      cancelled: mine.cancelled,
      isDone: reader.isDone,
      finished: reader.finished(),
      ...(error && { error }),
    });
    // The server knows of the tasks at the head what the stream did not say: that they failed, or were cut short.
    const settled = tasks.map((task) =>
      task.status === 'running' ? { ...task, status: 'next' as const } : task,
    );
    if (settled.length > 0) emit({ type: 'tasks', thread_id, tasks: settled });
    return stopped;
  };

  const finish = async (
    run: AdapterRun,
    mine: Running,
    first: AsyncIterable<StreamPart>,
    reader: ReturnType<typeof createStreamReader>,
  ) => {
    const { run_id, thread_id } = run;
    try {
      await follow(thread_id, mine, first, reader.saw);
      const stopped = mine.abort.signal.aborted ? undefined : await settle(run, mine, reader);
      running.delete(thread_id);
      emit({ type: 'runEnded', run_id, thread_id, ...(stopped && { stopped }) });
    } catch (error) {
      running.delete(thread_id);
      const { code, message } = explain(error, url);
      // Without a checkpoint, as after an input that is refused, Python's server refuses to tell a thread's state.
      const failure = reader.failure();
      const stopped = failure
        ? threw(failure)
        : { reason: 'exception' as const, nodes: [], message };
      emit({ type: 'runEnded', run_id, thread_id, stopped });
      if (code === 'serverUnreachable') {
        emit({
          type: 'terminated',
          termination: {
            reason: 'exited',
            message: `The server at ${url} went away while a run was under way, and the run may go on there.`,
          },
        });
      }
    }
  };

  return {
    isRunning: (threadId: string): boolean => running.has(threadId),
    /** Resolves when the server has taken the run. */
    async start(run: AdapterRun): Promise<void> {
      const { thread_id, run_id } = run;
      const from = await origin(run);
      const abort = new AbortController();
      const mine: Running = { run_id, serverRun: '', cancelled: false, abort };
      const reader = createStreamReader({ ...options, threadId: thread_id, runId: run_id });
      if (from) {
        reader.expect(from);
        for (const { state } of tasksOf(from)) if (state) reader.expect(state);
      }
      let taken = () => {};
      const created = new Promise<void>((resolve) => {
        taken = resolve;
      });
      const stream = client.runs.stream(thread_id, options.assistantId(), {
        ...payloadOf(run),
        signal: abort.signal,
        onRunCreated: (made) => {
          mine.serverRun = made.run_id;
          taken();
        },
      } as Parameters<Client['runs']['stream']>[2]) as AsyncGenerator<StreamPart>;
      const first = stream.next();
      // A stream that breaks after its headers is one to join again.
      await Promise.race([created, first]);
      running.set(thread_id, mine);
      void finish(run, mine, startingWith(first, stream), reader);
    },
    /** The run ends soon after; its end is told as of any other. */
    async cancel(threadId: string): Promise<void> {
      const mine = running.get(threadId);
      if (!mine) return;
      mine.cancelled = true;
      await client.runs.cancel(threadId, mine.serverRun, false, 'interrupt');
    },
    /** Stops listening; the runs go on on the server. */
    leave(): void {
      for (const { abort } of running.values()) abort.abort();
    },
  };
}

async function* startingWith(
  first: Promise<IteratorResult<StreamPart>>,
  rest: AsyncGenerator<StreamPart>,
): AsyncGenerator<StreamPart> {
  const { done, value } = await first;
  if (done) return;
  yield value;
  yield* rest;
}

const after = (milliseconds: number) => once(AbortSignal.timeout(milliseconds), 'abort');

function interruptIds(state: ServerState): string[] {
  return tasksOf(state).flatMap((task) => [
    ...task.interrupts.map(({ id }) => id ?? task.id),
    ...(task.state ? interruptIds(task.state) : []),
  ]);
}

export const keyOf = (threadId: string, state: ServerState) => ({
  thread_id: threadId,
  checkpoint_id: idOf(state),
  checkpoint_ns: namespaceIn(state),
});
