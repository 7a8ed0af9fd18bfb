import { expect, test, vi } from 'vitest';
import { serveChannel, type Channel } from '../../../core/protocol/channel.ts';
import type { CoreEvent } from '../../../core/protocol/events.ts';
import type { SessionInfo } from '../../../core/protocol/model.ts';
import type { RecentProject } from '../../../core/protocol/places.ts';
import type { AppSnapshot, Requests } from '../../../core/protocol/requests.ts';
import { createConnectedStore } from '../../../renderer/client.ts';
import type { ChannelEvents } from '../../../renderer/connect.ts';

const recent = (name: string): RecentProject => ({ name, target: `/${name}.ts`, openedAt: '' });
const recents = (seq: number, ...names: string[]): CoreEvent => ({
  seq,
  type: 'recents',
  recents: names.map(recent),
});

/** A renderer and a core with a wire between them that the test opens and cuts. */
function wired(answers: Partial<Requests> = {}) {
  const toCore: ((text: string) => void)[] = [];
  const toRenderer: ((text: string) => void)[] = [];
  const pair = (out: typeof toCore, into: typeof toCore): Channel => ({
    send: (text) => out.forEach((listener) => listener(text)),
    onMessage: (listener) => void into.push(listener),
  });
  let snapshot: AppSnapshot = {
    seq: 0,
    version: '1',
    host: 'browser',
    dataDir: '/data',
    sessions: [],
    recents: [],
    settings: { theme: 'system', nodePath: '', allowedOrigins: [] },
  };
  const hello = vi.fn(async () => snapshot);
  const core = serveChannel(pair(toRenderer, toCore), { hello, ...answers } as Requests);
  let wire: ChannelEvents | undefined;
  let frame: (() => void) | undefined;
  const connect = (events: ChannelEvents) => {
    wire = events;
    return pair(toCore, toRenderer);
  };
  const store = createConnectedStore(connect, (work) => void (frame = work));
  return {
    /** The page is drawn. */
    draw: () => frame?.(),
    store,
    hello,
    open: () => wire?.opened(),
    lose: () => wire?.lost(),
    tell: (...events: CoreEvent[]) => core.events.asEvent(events),
    at: (change: Partial<AppSnapshot>) => (snapshot = { ...snapshot, ...change }),
    names: () => store.getState().recents.map(({ name }) => name),
  };
}

test('events after hello are applied once, those before are in its answer', async () => {
  const { open, tell, at, draw, names, store, hello } = wired();
  await tell(recents(3, 'early'));
  at({ seq: 5, recents: [recent('known')] });
  open();
  await vi.waitFor(() => expect(store.getState().connection).toBe('open'));
  expect(names()).toEqual(['known']);
  await tell(recents(4, 'old'), recents(5, 'old'));
  draw();
  expect(names()).toEqual(['known']);
  await tell(recents(6, 'new'));
  draw();
  expect(names()).toEqual(['new']);
  expect(hello).toHaveBeenCalledTimes(1);
});

test('a gap in the numbers asks for everything again', async () => {
  const { open, tell, at, draw, names, store, hello } = wired();
  open();
  await vi.waitFor(() => expect(store.getState().connection).toBe('open'));
  at({ seq: 9, recents: [recent('all')] });
  await tell(recents(1, 'first of many'));
  await tell(recents(9, 'last of many'));
  draw();
  await vi.waitFor(() => expect(names()).toEqual(['all']));
  expect(hello).toHaveBeenCalledTimes(2);
});

test('a lost wire fails what was asked, and hello brings back what was missed', async () => {
  const never = new Promise<SessionInfo>(() => {});
  const { open, lose, at, names, store } = wired({ openProject: () => never });
  open();
  await vi.waitFor(() => expect(store.getState().connection).toBe('open'));
  const opening = store.getState().openProject('/a.ts');
  lose();
  await opening;
  expect(store.getState().connection).toBe('lost');
  expect(store.getState().notices.map(({ message }) => message)).toEqual([
    'The connection to Retrograph was lost.',
  ]);
  at({ seq: 40, recents: [recent('meanwhile')] });
  open();
  await vi.waitFor(() => expect(names()).toEqual(['meanwhile']));
  expect(store.getState().connection).toBe('open');
});

test('all events between two frames are one change of the store', async () => {
  const { open, tell, draw, names, store } = wired();
  open();
  await vi.waitFor(() => expect(store.getState().connection).toBe('open'));
  const changes: string[][] = [];
  store.subscribe(() => changes.push(names()));
  for (let seq = 1; seq <= 3; seq++) await tell(recents(seq, `${seq}`));
  expect(changes).toEqual([]);
  draw();
  expect(changes).toEqual([['3']]);
  await tell(recents(4, '4'));
  draw();
  expect(changes).toEqual([['3'], ['4']]);
});

test('an answer finds the events that came before it applied', async () => {
  const { open, tell, names, store } = wired({
    checkDatabase: async () => {
      await tell(recents(1, 'before'));
      return [];
    },
  });
  open();
  await vi.waitFor(() => expect(store.getState().connection).toBe('open'));
  await store.getState().client.checkDatabase();
  expect(names()).toEqual(['before']);
});

test('what came before the wire was lost is not taken for what another core says', async () => {
  const { open, lose, tell, at, draw, names, store } = wired();
  open();
  await vi.waitFor(() => expect(store.getState().connection).toBe('open'));
  await tell(recents(1, 'of the one'));
  lose();
  expect(names()).toEqual(['of the one']);
  at({ seq: 0, recents: [] });
  open();
  await vi.waitFor(() => expect(names()).toEqual([]));
  draw();
  expect(names()).toEqual([]);
});
