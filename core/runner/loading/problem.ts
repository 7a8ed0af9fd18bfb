import { errorHints, StudioError, type ErrorCode } from '../../protocol/errors.ts';
import type { LoadProblem } from '../../protocol/model.ts';

/** A failure to load, with what the canvas shows in place of the graph. */
export function problem(
  code: ErrorCode,
  message: string,
  details: Omit<LoadProblem, 'code' | 'message' | 'hint'> = {},
  cause?: unknown,
): StudioError {
  const shown: LoadProblem = { code, message, hint: errorHints[code], ...details };
  return new StudioError(code, message, { problem: shown, cause });
}
