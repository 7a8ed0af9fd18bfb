import { toWireError } from '../protocol/errors.ts';
import type { LoadProblem } from '../protocol/model.ts';

/** Whatever stopped a graph from loading, as what is shown where the graph would be. */
export function toLoadProblem(error: unknown): LoadProblem {
  const { code, message, hint, problem, stack } = toWireError(error);
  return problem ?? { code, message, hint, ...(stack && { stack }) };
}
