import { inspect } from 'node:util';
import type { OutputLine } from '../protocol/model.ts';
import { scopes } from './context.ts';
import type { RunnerEvent } from './messages.ts';
import { toJson } from './toJson.ts';

type Line = Omit<OutputLine, 'seq'>;
type Stream = Line['stream'];
type Emit = (events: RunnerEvent[]) => void;

const BATCH_MS = 50;
/** How long text without a line end waits for the rest of its line. */
const PARTIAL_MS = 250;
/** Characters a second that are passed on, of each stream: a flood on stdout must not hide an error on stderr. */
const PER_SECOND = 256 * 1024;

interface Partial {
  line: Line;
  touched: number;
}

let emit: Emit | undefined;
let lines: Line[] = [];
let timer: NodeJS.Timeout | undefined;
let lastFlush = 0;
const partials = new Map<string, Partial>();
let second = { start: 0, used: {} as Record<string, number>, dropped: 0 };

const megabytes = (characters: number): string =>
  characters < 1e5 ? `${Math.ceil(characters / 1e3)} kB` : `${(characters / 1e6).toFixed(1)} MB`;

function reportDropped() {
  if (second.dropped === 0) return;
  const text = `… ${megabytes(second.dropped)} more not shown`;
  lines.push({ stream: 'retrograph', text, at: new Date().toISOString() });
  second.dropped = 0;
}

/** The part of `text` that this second still has room for. */
function limit(stream: Stream, text: string, now: number): string {
  if (now - second.start >= 1000) {
    reportDropped();
    second = { start: now, used: {}, dropped: 0 };
  }
  const used = second.used[stream] ?? 0;
  const room = Math.max(0, PER_SECOND - used);
  second.used[stream] = used + Math.min(room, text.length);
  second.dropped += Math.max(0, text.length - room);
  return text.slice(0, room);
}

function send(force: boolean) {
  const now = performance.now();
  for (const [key, partial] of partials) {
    if (!force && now - partial.touched < PARTIAL_MS) continue;
    lines.push(partial.line);
    partials.delete(key);
  }
  if (force || now - second.start >= 1000) reportDropped();
  clearTimeout(timer);
  timer = undefined;
  lastFlush = now;
  const batch = lines;
  lines = [];
  if (batch.length > 0) emit?.([{ type: 'output', lines: batch }]);
  if (partials.size > 0 || second.dropped > 0) schedule(PARTIAL_MS);
}

function schedule(delay: number) {
  timer ??= setTimeout(() => send(false), delay);
  timer.unref();
}

/** Writes text to Output, attributed to the task whose code runs now. Complete lines are sent within 50 ms. */
export function writeOutput(stream: Stream, given: string): void {
  const now = performance.now();
  const text = limit(stream, given, now);
  if (text === '') return;
  const task = scopes.getStore()?.task;
  const key = `${stream} ${task?.id ?? ''}`;
  const parts = text.split(/\r?\n/);
  const open = partials.get(key);
  const at = open?.line.at ?? new Date().toISOString();
  const by = task && { task: { id: task.id, node: task.node } };
  parts[0] = (open?.line.text ?? '') + (parts[0] ?? '');
  const rest = parts.pop() ?? '';
  for (const part of parts) lines.push({ stream, text: part, at, ...by });
  if (rest === '') partials.delete(key);
  else partials.set(key, { line: { stream, text: rest, at, ...by }, touched: now });
  // At once when it has been quiet: code that spins after printing never lets a timer fire.
  if (now - lastFlush >= BATCH_MS) send(false);
  else schedule(BATCH_MS);
}

/** Sends everything printed so far, also lines that have no end yet. */
export function flushOutput(): void {
  send(true);
}

const tapped = new WeakMap<object, (chunk: unknown) => unknown>();
const taps = new WeakSet<object>();

/** A custom stream writer that also shows its chunks in Output. One writer serves many tasks, so attribution is by call. */
export function tapWriter(writer: unknown): unknown {
  if (typeof writer !== 'function' || taps.has(writer)) return writer;
  const known = tapped.get(writer);
  if (known) return known;
  const tap = (chunk: unknown): unknown => {
    writeOutput('custom', `${typeof chunk === 'string' ? chunk : JSON.stringify(toJson(chunk))}\n`);
    return writer(chunk);
  };
  tapped.set(writer, tap);
  taps.add(tap);
  return tap;
}

type Written = (error?: Error | null) => void;

function capture(stream: 'stdout' | 'stderr'): () => void {
  const target = process[stream];
  const original = target.write.bind(target);
  const write = (chunk: string | Uint8Array, second?: unknown, third?: Written): boolean => {
    const encoding = typeof second === 'string' ? (second as BufferEncoding) : undefined;
    const written = typeof second === 'function' ? (second as Written) : third;
    writeOutput(
      stream,
      typeof chunk === 'string' ? decode(chunk, encoding) : Buffer.from(chunk).toString(),
    );
    if (written) process.nextTick(written);
    return true;
  };
  target.write = write;
  return () => {
    target.write = original;
  };
}

const decode = (text: string, encoding?: BufferEncoding): string =>
  encoding === 'hex' || encoding === 'base64' ? Buffer.from(text, encoding).toString() : text;

/**
 * Captures what the user's code prints, from now on and for the whole process: `process.stdout`, `process.stderr`, and
 * `console` through them. Call it once, before any of the user's code.
 *
 * A rejection nobody handles is printed and the session goes on; an uncaught exception is printed and ends the
 * process with code 1, as Node would.
 *
 * @returns takes it back.
 */
export function attributeOutput(to: Emit): () => void {
  emit = to;
  second = { start: 0, used: {}, dropped: 0 };
  const releases = [capture('stdout'), capture('stderr')];
  const rejected = (reason: unknown) =>
    writeOutput('stderr', `Unhandled rejection: ${describe(reason)}\n`);
  const uncaught = (error: unknown) => {
    writeOutput('stderr', `Uncaught exception: ${describe(error)}\n`);
    flushOutput();
    process.exit(1);
  };
  process.on('unhandledRejection', rejected);
  process.on('uncaughtException', uncaught);
  process.on('exit', flushOutput);
  return () => {
    flushOutput();
    process.off('unhandledRejection', rejected);
    process.off('uncaughtException', uncaught);
    process.off('exit', flushOutput);
    for (const release of releases) release();
    emit = undefined;
  };
}

const describe = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : inspect(thrown);
