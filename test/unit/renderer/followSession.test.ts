import { expect, test } from 'vitest';
import type { SessionInfo } from '../../../core/protocol/model.ts';
import { applyEvents } from '../../../renderer/store/applyEvent.ts';
import { followSession } from '../../../renderer/store/followSession.ts';
import { createAppStore } from '../../../renderer/store/store.ts';
import { fakeClient } from '../../helpers/fakeClient.ts';
import { session } from '../../helpers/inspected.ts';

test('a graph that is loaded faster than the page is drawn is read again', () => {
  const { client, callsOf } = fakeClient({});
  const store = createAppStore(client);
  store.setState({ sessions: { s: session }, sessionId: 's' });
  followSession(store);
  const event = (seq: number, phase: SessionInfo['phase']) =>
    ({ seq, type: 'session', session: { ...session, phase } }) as const;
  applyEvents(store, [event(1, 'ready')]);
  expect(callsOf('listThreads')).toHaveLength(0);
  applyEvents(store, [event(2, 'starting'), event(3, 'ready')]);
  expect(callsOf('listThreads')).toHaveLength(1);
});
