import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { Dialogs } from '../../renderer/dialogs/Dialogs.tsx';
import { LoadProblem } from '../../renderer/dialogs/LoadProblem.tsx';
import { parseHeaders } from '../../renderer/dialogs/headers.ts';
import { inspect, session } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

const url = 'https://graphs.example';

function show() {
  const inspected = inspect({
    answers: {
      browse: async () => ({ path: '/p', entries: [] }),
      openProject: async () => session,
    },
  });
  inspected.store.setState({ dialog: 'open' });
  render(<Dialogs />);
  return inspected;
}

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const open = () => userEvent.click(screen.getByRole('button', { name: 'Open' }));

test('a server is asked for with its key and headers, and only what was given', async () => {
  const { callsOf } = show();
  expect(screen.queryByRole('textbox', { name: 'Other headers' })).toBeNull();
  await userEvent.type(field('Path'), url);
  await userEvent.type(screen.getByLabelText('API key'), ' key ');
  await userEvent.type(field('Other headers'), 'X-Team: a{Enter}Authorization: Bearer b: c');
  expect(screen.getByText('Kept in memory until Retrograph ends.')).toBeTruthy();
  await open();
  const headers = { 'X-Team': 'a', Authorization: 'Bearer b: c' };
  expect(callsOf('openProject')).toEqual([{ target: url, access: { apiKey: 'key', headers } }]);
});

test('without any, nothing is sent along', async () => {
  const { callsOf } = show();
  await userEvent.type(field('Path'), url);
  await open();
  expect(callsOf('openProject')).toEqual([{ target: url }]);
});

test('a line that is no header is named, and what was typed stays', async () => {
  const { callsOf } = show();
  await userEvent.type(field('Path'), url);
  await userEvent.type(field('Other headers'), 'X-Team: a{Enter}oops');
  await open();
  const problem = screen.getByText('Line 2 is not "Name: value".');
  expect(field('Other headers').getAttribute('aria-describedby')).toBe(problem.id);
  expect(callsOf('openProject')).toEqual([]);
  expect(field('Other headers').value).toBe('X-Team: a\noops');
  await userEvent.type(field('Other headers'), ': b');
  expect(screen.queryByText(/^Line 2/)).toBeNull();
  await open();
  expect(callsOf('openProject')).toHaveLength(1);
});

test.for([
  ['Host: elsewhere', 'Line 1: Host is set by Retrograph itself.'],
  ['\nA: 1\na: 2', 'Line 3: a is given twice.'],
  ['A: \u4f60', 'Line 1 has a character that a header cannot carry.'],
  ['A:', 'Line 1 is not "Name: value".'],
  ['A B: c', 'Line 1 is not "Name: value".'],
])('%s', ([text = '', problem]) => {
  expect(parseHeaders(text)).toEqual({ problem });
});

test('a server that refuses us offers to give a key, with its address filled in', async () => {
  const { store } = show();
  store.setState({
    dialog: undefined,
    sessions: { s: { ...session, project: { ...session.project, target: url } } },
  });
  cleanup();
  const problem = { code: 'serverRefused', message: 'It refuses the key.', hint: 'Give one.' };
  render(
    <>
      <LoadProblem problem={problem} />
      <Dialogs />
    </>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Give a key…' }));
  expect(field('Path').value).toBe(url);
  expect(screen.getByLabelText('API key')).toBeTruthy();
});
