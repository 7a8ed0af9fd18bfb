import type { TaskError } from '../protocol/model.ts';
import { userStack } from './loading/stackFrames.ts';

/** Of several errors in one, those that are said. */
const MOST_ERRORS = 8;
/** Causes deeper than this are left out: a cause may be its own cause. */
const MAX_CAUSES = 8;

const text = (value: unknown): string => {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return Object.prototype.toString.call(value);
  }
};

/** Of several errors in one each is said: the one that holds them often says nothing (a refused connection, of Node's own). */
function messageOf(thrown: { message: unknown }): string {
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const said = text(thrown.message) || code;
  const isSeveral = named(thrown, 'AggregateError') && 'errors' in thrown;
  const errors = isSeveral && Array.isArray(thrown.errors) ? thrown.errors : [];
  const inside = errors.slice(0, MOST_ERRORS).map((error: unknown) => `\n- ${saidBy(error)}`);
  const more = errors.length - inside.length;
  return `${said}${inside.join('')}${more > 0 ? `\n- and ${more} more` : ''}`;
}

const saidBy = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? messageOf(error)
    : text(error);

/**
 * Anything the user's code threw, as data; `stack` is source-mapped when Node runs with `--enable-source-maps`,
 * and without our own frames.
 */
export function toTaskError(thrown: unknown, depth = 0): TaskError {
  if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) {
    return { name: 'Error', message: text(thrown) };
  }
  const message = messageOf(thrown);
  const name = 'name' in thrown && typeof thrown.name === 'string' ? thrown.name : 'Error';
  const stack = 'stack' in thrown && typeof thrown.stack === 'string' ? thrown.stack : undefined;
  const cause = 'cause' in thrown && depth < MAX_CAUSES ? thrown.cause : undefined;
  return {
    name,
    message,
    ...(stack && { stack: userStack(stack) }),
    ...(cause !== undefined && cause !== null && { cause: toTaskError(cause, depth + 1) }),
  };
}

/** LangGraph's own signals go by name, because the class is that of the user's copy. */
const named = (thrown: unknown, ...names: string[]): boolean =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'name' in thrown &&
  names.includes(String(thrown.name));

export interface InterruptError {
  interrupts: RawInterrupt[];
}

/** An interrupt as LangGraph keeps it: `id` from 0.4 on, `interrupt_id` in 0.3, `ns` up to 0.3. */
export interface RawInterrupt {
  id?: string;
  interrupt_id?: string;
  ns?: string[];
  value?: unknown;
}

/** `interrupt()` was called, or (with no interrupts) a graph stopped at a boundary. */
export const isGraphInterrupt = (thrown: unknown): thrown is InterruptError =>
  named(thrown, 'GraphInterrupt', 'NodeInterrupt');

/** Control flow, not failure: `Command({graph: PARENT})`, a drain. */
export const isBubbleUp = (thrown: unknown): boolean =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'is_bubble_up' in thrown &&
  thrown.is_bubble_up === true;

/** The error of a task that was cut off; LangGraph stores it like one of its own. Core 0.3 rejects with a bare `Aborted`. */
export const isCutOff = (error: unknown): boolean =>
  named(error, 'AbortError') ||
  (error instanceof Object && 'message' in error && /^Abort(ed)?$/.test(String(error.message)));

/** The task was cut off with its run or after a sibling's failure; an error of its own is not that. */
export const isAbort = (thrown: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && (thrown === signal.reason || isCutOff(thrown));

export const isRecursionError = (thrown: unknown): boolean => named(thrown, 'GraphRecursionError');
