import { useMemo } from 'react';
import type { CheckpointRow } from '../../core/protocol/model.ts';
import { activeRows, headRow, shownRow } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import type { Place } from '../store/valueCache.ts';

/** The moment shown, and where its state is. */
export interface Moment {
  row: CheckpointRow;
  state: Place;
  atHead: boolean;
}

const sessionId = (state: AppState) => state.sessionId;
const head = (state: AppState) => headRow(activeRows(state));

/** Where the state of a checkpoint is. */
export const placeOf = (
  sessionId: string,
  { thread_id, checkpoint_ns, checkpoint_id }: CheckpointRow,
): Place => ({ sessionId, ref: { thread_id, checkpoint_ns, checkpoint_id }, path: [] });

/** What the inspector is about; undefined while the thread has no checkpoint. */
export function useMoment(): Moment | undefined {
  const session = useApp(sessionId);
  const row = useApp(shownRow);
  const latest = useApp(head);
  return useMemo(
    () =>
      session && row ? { row, state: placeOf(session, row), atHead: row === latest } : undefined,
    [session, row, latest],
  );
}
