import type { Adapter } from '../adapters/adapter.ts';
import { StudioError } from '../protocol/errors.ts';
import type { HeldValue, LetGo } from '../protocol/hold.ts';
import type { createThreadRuns } from './threadRuns.ts';

/** The tasks that stand still inside the runs of a session. Both calls throw `unknownHold` once it is let go. */
export function createHolds(
  adapter: Adapter,
  runs: Pick<ReturnType<typeof createThreadRuns>, 'isRunning'>,
) {
  const refuse = (): never => {
    throw new StudioError('unknownHold', 'The task is not held any more.');
  };
  return {
    async read(thread_id: string, hold_id: string): Promise<HeldValue> {
      if (!runs.isRunning(thread_id) || !adapter.readHold) return refuse();
      return adapter.readHold(thread_id, hold_id);
    },
    async release(thread_id: string, hold_id: string, how: LetGo) {
      if (!runs.isRunning(thread_id)) refuse();
      await adapter.release(thread_id, hold_id, how);
    },
  };
}
