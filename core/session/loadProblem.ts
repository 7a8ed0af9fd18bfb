import { toWireError } from '../protocol/errors.ts';
import type { LoadProblem, SessionInfo } from '../protocol/model.ts';

/** Whatever stopped a graph from loading, as what is shown where the graph would be. */
export function toLoadProblem(error: unknown): LoadProblem {
  const { code, message, hint, problem, stack } = toWireError(error);
  return problem ?? { code, message, hint, ...(stack && { stack }) };
}

/** Why a graph that cannot be reached cannot. */
export function whyUnreachable({ phase, problem }: Pick<SessionInfo, 'phase' | 'problem'>): string {
  if (phase === 'terminated') return "The graph's process is not running.";
  return problem ? 'The graph could not be loaded.' : 'The graph is not loaded yet.';
}
