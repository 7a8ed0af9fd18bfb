import type { WireError } from '../../core/protocol/errors.ts';
import type { Place } from '../store/valueCache.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useValues } from './useValues.ts';

/** A failed read, where the value would be. */
export function ReadFailure({ error, place }: { error: WireError; place: Place }) {
  const values = useValues();
  return (
    <EmptyState title={error.message}>
      <p>{error.hint}</p>
      <Button onClick={() => values.retry(place)}>Read again</Button>
    </EmptyState>
  );
}
