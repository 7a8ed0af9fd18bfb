import type { Core } from '../../core/createCore.ts';
import type { CoreEvent } from '../../core/protocol/events.ts';

/** Waits for what core tells. Each event is looked at once: one wait at a time, each for what comes after the last. */
export function createCoreEvents(core: Pick<Core, 'onEvent'>) {
  const seen: CoreEvent[] = [];
  let look = () => {};
  core.onEvent((events) => {
    seen.push(...events);
    look();
  });
  return {
    until: (fits: (event: CoreEvent) => boolean): Promise<void> =>
      new Promise((resolve) => {
        look = () => seen.splice(0).some(fits) && resolve();
        look();
      }),
  };
}
