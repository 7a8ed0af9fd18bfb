import { StudioError } from '../../protocol/errors.ts';

/** Of a start that a person ended. */
export function startStopped(): StudioError {
  const message = 'The start was stopped.';
  const problem = { code: 'loadFailed', message, hint: 'Reload starts it again.' };
  return new StudioError('loadFailed', message, { problem });
}
