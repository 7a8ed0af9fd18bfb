import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { serverLimits } from '../../core/protocol/capabilities.ts';
import { StudioError } from '../../core/protocol/errors.ts';
import type { SessionInfo } from '../../core/protocol/model.ts';
import type { Requests } from '../../core/protocol/requests.ts';
import { Dialogs } from '../../renderer/dialogs/Dialogs.tsx';
import { commandOf, isEnabled } from '../../renderer/palette/commands.ts';
import { ProjectMenu } from '../../renderer/toolbar/ProjectMenu.tsx';
import { ServedAt } from '../../renderer/toolbar/ServedAt.tsx';
import { inspect, session } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

const api = 'http://127.0.0.1:2024';

function show(project: Partial<SessionInfo>, answers: Partial<Requests> = {}) {
  const inspected = inspect({ answers: { stopServing: async () => {}, ...answers } });
  const capabilities = { run: true, serve: true };
  inspected.store.setState({ sessions: { s: { ...session, capabilities, ...project } } });
  render(
    <>
      <ProjectMenu />
      <ServedAt />
      <Dialogs />
    </>,
  );
  return inspected;
}

const openMenu = () => userEvent.click(screen.getByRole('button', { name: 'p' }));
const port = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Port' });
const alert = () => screen.queryByRole('alert')?.textContent;

test('it is served at the port given; an empty one is any', async () => {
  const { callsOf, store } = show({}, { serveProject: async () => ({ api }) });
  for (const text of ['3000', ' ']) {
    await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: 'Serve this project…' }));
    expect(port().value).toBe('2024');
    await userEvent.clear(port());
    await userEvent.type(port(), `${text}{Enter}`);
    expect(store.getState().dialog).toBeUndefined();
  }
  expect(callsOf('serveProject')).toEqual([
    { sessionId: 's', port: 3000 },
    { sessionId: 's', port: 0 },
  ]);
});

test('what is no port and a port in use are said where it was given, and it stays', async () => {
  const inUse = 'Port 3000 for the LangGraph API is in use.';
  const { callsOf, store } = show(
    {},
    {
      serveProject: async () => {
        throw new StudioError('apiPortInUse', inUse);
      },
    },
  );
  store.getState().dialogOpened('serve');
  await userEvent.type(await screen.findByRole('textbox', { name: 'Port' }), '000{Enter}');
  expect(alert()).toContain('2024000 is not a port.');
  expect(callsOf('serveProject')).toEqual([]);
  await userEvent.clear(port());
  await userEvent.type(port(), '3000{Enter}');
  expect(alert()).toContain(inUse);
  expect(port().value).toBe('3000');
  expect(store.getState().notices).toEqual([]);
});

test('where it is served stands there, is copied by a click, and ends there', async () => {
  const { callsOf, store } = show({ api });
  const { click, unhover } = userEvent.setup();
  const address = screen.getByRole('button', { name: `Copy ${api}` });
  await click(address);
  expect(await navigator.clipboard.readText()).toBe(api);
  expect(address.textContent).toBe('Copied');
  await unhover(address);
  expect(address.textContent).toBe('127.0.0.1:2024');
  expect(isEnabled(commandOf('serve'), store.getState())).toBe(false);
  await click(screen.getByRole('button', { name: 'Stop serving' }));
  await openMenu();
  await userEvent.click(screen.getByRole('menuitem', { name: /^Stop serving/ }));
  expect(callsOf('stopServing')).toEqual([{ sessionId: 's' }, { sessionId: 's' }]);
});

test('what runs behind a server cannot be served, and says why', async () => {
  show({ capabilities: { run: true }, limits: serverLimits });
  await openMenu();
  const entry = screen.getByRole('menuitem', { name: /^Serve this project/ });
  expect(entry.getAttribute('aria-disabled')).toBe('true');
  expect(entry.getAttribute('aria-description')).toBe(serverLimits.serve);
});

test('origins are given one a line; what is none is said there and nothing is lost', async () => {
  const { callsOf, store } = show(
    {},
    {
      updateSettings: async ({ allowedOrigins = [] }) => {
        if (allowedOrigins.includes('app')) {
          throw new StudioError('invalidOrigin', 'app is not an origin.');
        }
        const { settings } = store.getState();
        return { ...settings, allowedOrigins: ['https://app.example.com'] };
      },
    },
  );
  store.getState().dialogOpened('settings');
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', {
    name: 'Allowed origins',
  });
  const save = () => userEvent.click(screen.getAllByRole('button', { name: 'Save' })[1] as Element);
  await userEvent.type(field, 'https://app.example.com/{Enter}{Enter} app');
  await save();
  expect(alert()).toContain('app is not an origin.');
  expect(field.value).toBe('https://app.example.com/\n\n app');
  expect(store.getState().settings.allowedOrigins).toEqual([]);
  await userEvent.type(field, '{Backspace}{Backspace}{Backspace}');
  await save();
  expect(callsOf('updateSettings')).toEqual([
    { allowedOrigins: ['https://app.example.com/', 'app'] },
    { allowedOrigins: ['https://app.example.com/'] },
  ]);
  expect(field.value).toBe('https://app.example.com');
  expect(alert()).toBeUndefined();
});
