import type { ClientCommand, ClientRun } from '../protocol/clientRun.ts';
import { chunkData } from './chunkData.ts';
import { toClientJson } from './clientJson.ts';
import type { Run } from './context.ts';
import type { Library, Pregel, RunnableConfig } from './langgraph.ts';
import { createMessageEvents } from './messageEvents.ts';
import { toTaskError } from './taskError.ts';

/** A chunk of the library's, of a stream with several modes and subgraphs. */
type Chunk = [ns: string[], mode: string, chunk: unknown];

/** The `Command` a client asked for, of the user's own copy. */
export function clientCommand(library: Library, command: ClientCommand): object {
  const { goto, update, resume } = command;
  const steps = goto === undefined || Array.isArray(goto) ? goto : [goto];
  return new library.Command({
    ...(resume !== undefined && { resume }),
    ...(update !== undefined && { update }),
    ...(steps && {
      goto: steps.map((step) =>
        typeof step === 'string' ? step : new library.Send(step.node, step.input),
      ),
    }),
  });
}

/** What the client's run adds to the options of `stream`. Absent keys keep what the graph was bound with. */
function clientOptions({ run_id, client }: Run): RunnableConfig {
  const { config, context, interrupt_before, interrupt_after } = client ?? {};
  return {
    runId: run_id,
    ...(config?.tags && { tags: config.tags }),
    ...(config?.metadata && { metadata: config.metadata }),
    ...(config?.recursion_limit !== undefined && { recursionLimit: config.recursion_limit }),
    ...(context !== undefined && { context }),
    ...(interrupt_before && { interruptBefore: interrupt_before }),
    ...(interrupt_after && { interruptAfter: interrupt_after }),
  };
}

/** The library's modes for what a client wants; it has no `events`, and its `messages` are tuples. */
function libraryModes({ stream }: ClientRun): string[] {
  const { modes } = stream;
  const own = modes.filter((mode) => !['events', 'messages', 'messages-tuple'].includes(mode));
  return [
    ...new Set([
      ...own,
      ...(modes.includes('messages-tuple') ? ['messages'] : []),
      ...(modes.includes('messages') ? ['values'] : []),
      // What makes LangGraph give nodes a writer.
      'custom',
    ]),
  ];
}

/** A graph that stops at a boundary says so with an empty list of interrupts. */
const isBoundaryMark = (chunk: unknown): boolean =>
  typeof chunk === 'object' &&
  chunk !== null &&
  '__interrupt__' in chunk &&
  Array.isArray(chunk.__interrupt__) &&
  chunk.__interrupt__.length === 0;

/** The last `values`, together with the interrupts that stopped the graph, as `invoke` answers. */
function createLastValues() {
  let values: unknown;
  const interrupts: unknown[] = [];
  return {
    saw(chunk: unknown) {
      if (typeof chunk !== 'object' || chunk === null || !('__interrupt__' in chunk))
        values = chunk;
      else if (Array.isArray(chunk.__interrupt__)) interrupts.push(...chunk.__interrupt__);
    },
    all: (): unknown =>
      interrupts.length > 0 ? { ...(values as object), __interrupt__: interrupts } : values,
  };
}

/** Streams a run to its client: emits what the client wants of what happens. */
export async function streamToClient(
  pregel: Pregel,
  run: Run,
  client: ClientRun,
  { input, options }: { input: unknown; options: RunnableConfig },
): Promise<void> {
  const { modes, subgraphs, last } = client.stream;
  const lastValues = createLastValues();
  const messages = createMessageEvents();

  const send = (ns: string[], event: string, data: unknown, keep = false) => {
    const { run_id, thread_id } = run;
    const chunk = { run_id, thread_id, ns: subgraphs ? ns : [], event, data: toClientJson(data) };
    if (keep) run.keptBack.push(chunk);
    else run.emitter.push({ type: 'chunk', ...chunk });
  };
  const pass = ([ns, mode, chunk]: Chunk) => {
    const inside = ns.length > 0;
    // Tokens of models are told at any depth, also without subgraphs.
    if (inside && !subgraphs && mode !== 'messages') return;
    // Light ones, which `streamEvents` adds to go with `values`.
    if (mode === 'checkpoints' && !(chunk instanceof Object && 'values' in chunk)) return;
    if (mode === 'values' && last) {
      if (!inside) lastValues.saw(chunk);
      return;
    }
    if (mode === 'values' && modes.includes('messages')) {
      for (const [event, data] of messages.fromValues(chunk)) send(ns, event, data);
    }
    const wanted = mode === 'messages' ? modes.includes('messages-tuple') : includes(modes, mode);
    if (wanted) send(ns, mode, chunkData(mode, chunk), isBoundaryMark(chunk));
  };
  const config = {
    ...clientOptions(run),
    ...options,
    streamMode: libraryModes(client),
    subgraphs: true,
  };

  if (!modes.includes('events') && !modes.includes('messages')) {
    for await (const chunk of await pregel.stream(input, config)) pass(chunk as Chunk);
  } else {
    for await (const event of pregel.streamEvents(input, { version: 'v2', ...config })) {
      if (event.tags?.includes('langsmith:hidden')) continue;
      const { chunk } = event.data;
      if (event.event === 'on_chain_stream' && event.run_id === run.run_id) pass(chunk as Chunk);
      else if (modes.includes('events')) send([], 'events', event);
      if (modes.includes('messages')) {
        for (const [name, data] of messages.fromModel(event)) send([], name, data);
      }
    }
  }
  if (last) send([], 'values', lastValues.all());
}

const includes = (modes: readonly string[], mode: string): boolean => modes.includes(mode);

/** Tells the client how its run ended: what it was thrown, or the stop it had asked for. */
export function endClientStream(run: Run, outcome: { thrown?: unknown; requested: boolean }): void {
  if (!run.client) return;
  const { run_id, thread_id, emitter, keptBack } = run;
  if (outcome.requested) for (const chunk of keptBack) emitter.push({ type: 'chunk', ...chunk });
  if (outcome.thrown === undefined) return;
  const { name, message } = toTaskError(outcome.thrown);
  const data = JSON.stringify({ error: name, message });
  emitter.push({ type: 'chunk', run_id, thread_id, ns: [], event: 'error', data });
}
