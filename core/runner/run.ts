import type { ClientRun } from '../protocol/clientRun.ts';
import type { AdapterRun } from '../protocol/debuggee.ts';
import { StudioError } from '../protocol/errors.ts';
import type { Stopped, TaskInfo } from '../protocol/model.ts';
import { clientCommand, endClientStream, streamToClient } from './clientStream.ts';
import type { Run } from './context.ts';
import { scopes } from './context.ts';
import { whyStopped } from './ending.ts';
import type { Library, Pregel } from './langgraph.ts';
import { flushOutput, writeOutput } from './output.ts';
import { nodePath } from '../protocol/namespace.ts';
import type { Answers } from './resume.ts';
import { checkAnswers, resumeCommand, translateAnswers } from './resume.ts';
import type { Level, SnapshotReader } from './snapshot.ts';
import { reachedEnd } from './reachedEnd.ts';
import { askedInterrupts, leaves, openInterrupts, pendingTasks, readLevel } from './snapshot.ts';
import { toTaskError } from './taskError.ts';

/** What a run needs of the graph it runs. */
export interface RunTarget {
  pregel: Pregel;
  library: Library;
  reader: SnapshotReader;
}

/** A checked request: what to give to `stream`, and from where. */
interface Start {
  input: unknown;
  configurable: Record<string, unknown>;
  /** Answers for a copy of this checkpoint, which has to be made and run up to its interrupts first. */
  again?: { level: Level; answers: Answers };
}

const head = ({ reader, pregel }: RunTarget, thread_id: string): Promise<Level | undefined> =>
  readLevel(reader, { thread_id, checkpoint_ns: '' }, pregel);

/**
 * The checkpoint a request names. The head named by its id is the head: with an id LangGraph runs tasks again that have
 * finished already.
 */
async function from(
  target: RunTarget,
  request: AdapterRun,
): Promise<{ level?: Level; isHead: boolean }> {
  const { thread_id, checkpoint_id, checkpoint_ns = '' } = request;
  const newest = await head(target, thread_id);
  if (!checkpoint_id || isOpenHead(newest, checkpoint_ns, checkpoint_id)) {
    return { ...(newest && { level: newest }), isHead: true };
  }
  const instance =
    checkpoint_ns === '' ? target.pregel : target.reader.instanceAt(nodePath(checkpoint_ns));
  const level =
    instance &&
    (await readLevel(target.reader, { thread_id, checkpoint_ns, checkpoint_id }, instance));
  if (!level)
    throw new StudioError('unknownCheckpoint', `The thread has no checkpoint ${checkpoint_id}.`);
  return { level, isHead: false };
}

/** The checkpoint is the newest of the root, or of a graph that stands open inside it. */
function isOpenHead(
  level: Level | undefined,
  checkpoint_ns: string,
  checkpoint_id: string,
): boolean {
  if (!level) return false;
  if (level.checkpoint_ns === checkpoint_ns && level.checkpoint_id === checkpoint_id) return true;
  return level.tasks.some((task) =>
    task.inside.some((inside) => isOpenHead(inside, checkpoint_ns, checkpoint_id)),
  );
}

function answering(
  { library }: RunTarget,
  level: Level | undefined,
  isHead: boolean,
  answers: Answers,
): Pick<Start, 'input' | 'again'> {
  if (!level || isHead) {
    checkAnswers(level ? openInterrupts(level) : [], answers);
    return { input: level && resumeCommand(library, level, answers) };
  }
  checkAnswers(askedInterrupts(level), answers);
  return { input: null, again: { level, answers } };
}

/** A client's request goes to LangGraph as it stands: what it makes of it is what a client of its server gets. */
async function prepareClientRun(
  target: RunTarget,
  request: AdapterRun,
  { command }: ClientRun,
): Promise<Start> {
  const { thread_id, checkpoint_id } = request;
  const input = command ? clientCommand(target.library, command) : request.input;
  if (!checkpoint_id) return { input, configurable: { thread_id } };
  const { level, isHead } = await from(target, request);
  return { input, configurable: isHead || !level ? { thread_id } : level.configurable };
}

/** Why there is nothing to go on with. A node that the code has lost is still in its trigger's name (LangGraph from 0.3 on). */
function whyNothing(level: Level | undefined): string {
  if (!level) return 'The thread has not begun: there is nothing to go on with.';
  const lost = Object.keys(level.tuple.checkpoint.channel_values)
    .map((channel) => /^branch:to:(.+)$/.exec(channel)?.[1])
    .filter((node) => node !== undefined && !(node in level.instance.nodes));
  if (lost.length === 0) return 'The graph has reached its end here: nothing is left to run.';
  const isAre = lost.length === 1 ? 'is' : 'are';
  return `${lost.join(', ')} would run next, and ${isAre} not in the graph any more: give back the name, or go back to an earlier checkpoint.`;
}

/**
 * Checks a request against the thread and says how to start it. Throws `nothingToRun`, `unknownCheckpoint`,
 * `unknownInterrupt`, `notSupported`.
 */
export async function prepareRun(target: RunTarget, request: AdapterRun, run: Run): Promise<Start> {
  const { thread_id, input, command, client } = request;
  if (client) return prepareClientRun(target, request, client);
  if (input !== null && !command && !request.checkpoint_id)
    return { input, configurable: { thread_id } };
  const { level, isHead } = await from(target, request);
  const configurable = isHead || !level ? { thread_id } : level.configurable;
  if (command) return { configurable, ...answering(target, level, isHead, command.resume) };
  if (input !== null) return { input, configurable };
  if (!level || level.tasks.length === 0) {
    throw new StudioError('nothingToRun', whyNothing(level));
  }
  run.startDepth = Math.max(0, ...leaves(level).map(({ task }) => task.node.split(':').length - 1));
  return { input: null, configurable };
}

async function consume(
  { pregel }: RunTarget,
  run: Run,
  input: unknown,
  configurable: Record<string, unknown>,
) {
  const { client } = run;
  if (client) {
    const options = {
      configurable: { ...client.config?.configurable, ...configurable },
      signal: run.abort.signal,
      durability: client.durability ?? 'sync',
    };
    return streamToClient(pregel, run, client, { input, options });
  }
  const { configurable: given, ...others } = run.config;
  const stream = await pregel.stream(input, {
    ...others,
    configurable: { ...given, ...configurable },
    // Chunks are shown as they are written (`tapWriter`); asking for them is what makes LangGraph give nodes a writer.
    streamMode: ['custom'],
    subgraphs: true,
    signal: run.abort.signal,
    durability: 'sync',
  });
  const chunks = stream[Symbol.asyncIterator]();
  while (!(await chunks.next()).done);
}

/**
 * Answers an interrupt that was answered before. LangGraph would return the old answer (every version up to 1.7), so a
 * copy of the checkpoint asks again first; nothing stops the run on the way there.
 */
async function askAgain(
  target: RunTarget,
  run: Run,
  { level, answers }: NonNullable<Start['again']>,
) {
  const { thread_id } = run;
  const copy = await level.instance.updateState(
    { configurable: { ...level.configurable, __pregel_checkpointer: target.reader.saver } },
    null,
    '__copy__',
  );
  run.silent = true;
  await consume(target, run, null, { thread_id, ...pick(copy.configurable) });
  run.silent = false;
  const asked = await head(target, thread_id);
  const translated = asked ? translateAnswers(level, asked, answers) : {};
  if (!asked || Object.keys(translated).length === 0) return;
  await consume(target, run, resumeCommand(target.library, asked, translated), { thread_id });
}

/** A copied checkpoint of the root is the head, and is run without its id; one inside needs its map. */
function pick(configurable: Record<string, unknown> = {}): Record<string, unknown> {
  const { checkpoint_ns, checkpoint_id, checkpoint_map } = configurable;
  return checkpoint_ns ? { checkpoint_ns, checkpoint_id, checkpoint_map } : {};
}

async function whereItStands(target: RunTarget, run: Run): Promise<Level | undefined> {
  try {
    return await head(target, run.thread_id);
  } catch (error) {
    writeOutput('retrograph', `The thread could not be read: ${toTaskError(error).message}\n`);
    return undefined;
  }
}

/** Tasks that were cut off: their code may go on, but nothing of it counts any more. */
function abandon(run: Run): TaskInfo[] {
  const left = [...run.live].flatMap((id) => run.tasks.get(id) ?? []);
  run.live.clear();
  return left.map((task) => ({ ...task, status: 'cancelled' as const }));
}

/**
 * Runs to the end or to a stop and answers why it stopped; undefined at the graph's end. Never rejects: what the graph
 * throws is how it ended.
 */
export async function execute(
  target: RunTarget,
  run: Run,
  start: Start,
): Promise<Stopped | undefined> {
  let thrown: unknown;
  const root = { run, node: '', place: 0, depth: 0, callDepth: 0, held: 0 };
  try {
    await scopes.run(root, () =>
      start.again
        ? askAgain(target, run, start.again)
        : consume(target, run, start.input, start.configurable),
    );
  } catch (error) {
    thrown = error ?? new Error(`The graph threw ${String(error)}.`);
  }
  const { boundary } = root as { boundary?: Run['stops'][number] };
  if (boundary && run.stops.length === 0) run.stops.push(boundary);
  const { emitter, thread_id } = run;
  await run.commits.stored();
  emitter.tasks(thread_id, abandon(run));
  const level =
    thrown === undefined && reachedEnd(target, run) ? undefined : await whereItStands(target, run);
  if (level) emitter.tasks(thread_id, pendingTasks(level, run.tasks));
  flushOutput();
  const stopped = whyStopped(run, level, thrown);
  const error = run.failure?.error ?? (run.abort.signal.aborted ? undefined : thrown);
  endClientStream(run, { thrown: error, requested: stopped?.requested === true });
  return stopped;
}
