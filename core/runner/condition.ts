import {
  placeKey,
  placeOf,
  type Breakpoint,
  type BreakpointPlace,
} from '../protocol/breakpoint.ts';
import { compileExpression, compileMessage, type Sight } from './expression.ts';
import { parseHitCount } from './hitCount.ts';

/** What a conditional breakpoint does with a task that has reached it. */
export interface Verdict {
  holds: boolean;
  /** For Output. */
  says?: string;
}

/** How often each condition was true. */
export type Hits = Map<string, number>;

export interface Condition {
  place: BreakpointPlace;
  /** It may hold a task. */
  holds: boolean;
  /** Counts in `hits`, where the condition is true. Never throws. */
  judge: (given: Omit<Sight, 'hits'>, hits: Hits) => Verdict;
}

/** A breakpoint that cannot be understood: `message` says why, in one sentence. */
export class NoCondition extends Error {}

/** Throws a `NoCondition`. */
export function compileCondition(breakpoint: Breakpoint): Condition {
  const { condition, hitCondition, logMessage } = breakpoint;
  const isMet = condition === undefined ? () => true : understood('condition', condition);
  const counts = hitCondition === undefined ? () => true : parseHitCount(hitCondition);
  if (!counts) {
    throw new NoCondition(
      `Its hit count is to be a number, which may follow =, >, >=, <, <= or %, and that some time can reach: ${hitCondition} is none.`,
    );
  }
  const message = logMessage === undefined ? undefined : understood('log message', logMessage);
  const holds = message === undefined;
  const place = placeOf(breakpoint);
  // One that was changed begins to count anew.
  const key = JSON.stringify([placeKey(place), condition, hitCondition, logMessage]);
  return {
    place,
    holds,
    judge(given, hits) {
      const sight = { ...given, hits: (hits.get(key) ?? 0) + 1 };
      try {
        if (!isTrue(isMet(sight))) return { holds: false };
      } catch (error) {
        return {
          holds,
          says: `The condition of the breakpoint ${placeKey(place)} failed: ${String(error)}`,
        };
      }
      hits.set(key, sight.hits);
      if (!counts(sight.hits)) return { holds: false };
      return message ? { holds, says: message(sight) } : { holds };
    },
  };
}

function isTrue(value: unknown): boolean {
  if (value instanceof Promise) throw new TypeError('it gives a promise, which is not waited for');
  return Boolean(value);
}

const compilers = { condition: compileExpression, 'log message': compileMessage };

function understood<What extends keyof typeof compilers>(
  what: What,
  source: string,
): ReturnType<(typeof compilers)[What]> {
  try {
    return compilers[what](source) as ReturnType<(typeof compilers)[What]>;
  } catch (error) {
    const { message } = error as Error;
    throw new NoCondition(`Its ${what} is no JavaScript that could be evaluated: ${message}.`);
  }
}
