import { createClient, type Channel } from '../core/protocol/channel.ts';
import { StudioError } from '../core/protocol/errors.ts';
import type { CoreEvent } from '../core/protocol/events.ts';
import type { ChannelEvents } from './connect.ts';
import { applyEvents } from './store/applyEvent.ts';
import { createAppStore, type AppStore } from './store/store.ts';

/**
 * A store that core's events keep true. It asks `hello` whenever the wire opens and whenever the numbers of
 * the events have a gap, so neither a lost connection nor a slow window leaves it behind.
 */
export function createConnectedStore(connect: (events: ChannelEvents) => Channel): AppStore {
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
    const [first] = batch;
    if (first && first.seq > store.getState().seq + 1) void greet();
    else applyEvents(store, batch);
  };

  const lost = () => {
    greeted = false;
    store.getState().connectionLost();
    void client.$rejectPendingCalls(({ reject }) =>
      reject(new StudioError('connectionLost', 'The connection to Retrograph was lost.')),
    );
  };

  const refused = () => store.getState().connectionRefused();

  const client = createClient(connect({ opened: () => void greet(), lost, refused }), { events });
  const store = createAppStore(client);
  return store;
}
