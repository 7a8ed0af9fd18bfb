import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { Loading } from '../../renderer/graph/Loading.tsx';
import { inspect, session } from '../helpers/inspected.ts';

afterEach(cleanup);

const line = { seq: 1, stream: 'stdout', at: '2026-01-01T10:00:00Z' } as const;

test('says what is started and what it printed last, and can be stopped', async () => {
  const { store, callsOf } = inspect({ answers: { killRunner: async () => undefined } });
  const ours = { ...session, phase: 'starting', capabilities: { restart: true } } as const;
  store.setState({
    sessions: { s: ours },
    output: {
      s: [
        { ...line, text: 'first' },
        { ...line, seq: 2, text: '\u001B[32mlast\u001B[0m' },
      ],
    },
  });
  render(<Loading />);
  screen.getByText('Starting p…');
  screen.getByText('last');
  await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
  expect(callsOf('killRunner')).toEqual([{ sessionId: 's' }]);
});

test('what somebody else runs is not stopped from here', () => {
  const { store } = inspect({});
  store.setState({ sessions: { s: { ...session, phase: 'starting', capabilities: {} } } });
  render(<Loading />);
  expect(screen.queryByRole('button')).toBeNull();
});
