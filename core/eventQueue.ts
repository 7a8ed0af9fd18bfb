import type { CoreEvent, EventBody } from './protocol/events.ts';

/** Numbers events and hands them out in batches, one per turn, in the order they happened. */
export function createEventQueue() {
  const listeners = new Set<(events: CoreEvent[]) => void>();
  let seq = 0;
  let waiting: CoreEvent[] = [];

  const flush = () => {
    const batch = waiting;
    waiting = [];
    for (const listener of listeners) listener(batch);
  };

  return {
    emit: (event: EventBody): void => {
      if (waiting.length === 0) queueMicrotask(flush);
      seq += 1;
      waiting.push({ seq, ...event });
    },
    seq: (): number => seq,
    onEvent: (listener: (events: CoreEvent[]) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
