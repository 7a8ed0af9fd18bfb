import type { AdapterEvent } from '../../core/protocol/debuggee.ts';
import type { Adapter } from '../../core/adapters/adapter.ts';

type EventOf<T extends AdapterEvent['type']> = Extract<AdapterEvent, { type: T }>;

/** Everything an adapter reports, in order, and the way to wait for it: nothing here looks at a clock. */
export function createEventLog(adapter: Adapter) {
  const events: AdapterEvent[] = [];
  const waiting = new Set<() => void>();

  adapter.onEvent((event) => {
    events.push(event);
    for (const look of waiting) look();
  });

  return {
    events,
    /** Where the log ends now: what comes later has this index or a greater one. */
    mark: () => events.length,
    /** The first event from `since` on that `matches`; waits for it for as long as the test may. */
    until<T extends AdapterEvent['type']>(
      type: T,
      since: number,
      matches: (event: EventOf<T>) => boolean = () => true,
    ): Promise<EventOf<T>> {
      let index = since;
      return new Promise((resolve) => {
        const look = () => {
          for (; index < events.length; index += 1) {
            const event = events[index];
            if (event?.type !== type || !matches(event as EventOf<T>)) continue;
            waiting.delete(look);
            resolve(event as EventOf<T>);
            return;
          }
        };
        waiting.add(look);
        look();
      });
    },
  };
}

/** One line an event, for the report of a test that failed. */
export function describeEvent(event: AdapterEvent): string {
  switch (event.type) {
    case 'checkpoint':
      return `checkpoint ${event.row.checkpoint_ns} step ${event.row.step} next ${event.row.next.join(', ')}`;
    case 'tasks':
      return `tasks ${event.tasks.map(({ node, status }) => `${node} ${status}`).join(', ')}`;
    case 'output':
      return `output ${event.lines
        .map((line) => line.text.slice(0, 200))
        .slice(0, 5)
        .join(' | ')}`;
    default:
      return JSON.stringify(event);
  }
}
