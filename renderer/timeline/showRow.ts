import type { ThreadOrigin } from '../../core/protocol/model.ts';
import { activeRows, checkpointKey, headRow } from '../store/selectors.ts';
import { appStore } from '../store/store.ts';

/**
 * Shows the moment of `row`, which is one of a thread that was read, and its thread if that is another one. The newest
 * checkpoint of a thread is its head, which is followed as it moves.
 */
export function showRow(row: ThreadOrigin): void {
  const { threadId, threadFocused, headFollowed, checkpointFocused } = appStore().getState();
  // What is shown changes at once; what is read anew of the thread comes after.
  if (row.thread_id !== threadId) void threadFocused(row.thread_id);
  const head = headRow(activeRows(appStore().getState()));
  if (head && checkpointKey(head) === checkpointKey(row)) headFollowed();
  else checkpointFocused(row);
}
