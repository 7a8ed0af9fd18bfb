import { createClient, type Channel } from '../core/protocol/channel.ts';
import { StudioError } from '../core/protocol/errors.ts';
import type { CoreEvent } from '../core/protocol/events.ts';
import type { ChannelEvents } from './connect.ts';
import { byFrames, gather, type Schedule } from './gather.ts';
import { applyEvents } from './store/applyEvent.ts';
import { createAppStore, type AppStore } from './store/store.ts';

/**
 * A store that core's events keep true. It asks `hello` whenever the wire opens and whenever the numbers of
 * the events have a gap, so neither a lost connection nor a slow window leaves it behind. What comes faster than
 * it can be drawn is gathered, as `schedule` says.
 */
export function createConnectedStore(
  connect: (events: ChannelEvents) => Channel,
  schedule: Schedule = byFrames(),
): AppStore {
  let greeted = false;

  const greet = async () => {
    greeted = false;
    await store.getState().attempt(async () => {
      const snapshot = await client.hello();
      const known = store.getState().connected(snapshot);
      greeted = true;
      await known;
    });
  };

  const events = (batch: CoreEvent[]) => {
    // What comes before the answer to `hello` is in that answer.
    if (!greeted) return;
    let last = store.getState().seq;
    const isWhole = batch.every(({ seq }) => {
      const follows = seq <= last + 1;
      last = Math.max(last, seq);
      return follows;
    });
    if (isWhole) applyEvents(store, batch);
    else void greet();
  };

  const lost = () => {
    // Those of another core may have the same numbers.
    gathered.flush();
    greeted = false;
    store.getState().connectionLost();
    void client.$rejectPendingCalls(({ reject }) =>
      reject(new StudioError('connectionLost', 'The connection to Retrograph was lost.')),
    );
  };

  const refused = () => store.getState().connectionRefused();

  // What an answer says comes after the events before it.
  const gathered = gather(events, schedule);
  const channel = connect({ opened: () => void greet(), lost, refused });
  const client = createClient(channel, { events: gathered.add }, gathered.flush);
  const store = createAppStore(client);
  return store;
}
