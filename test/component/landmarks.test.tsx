import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../../renderer/App.tsx';
import { inspect } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

vi.mock('../../renderer/ui/Split.tsx', () => import('../helpers/plainSplit.tsx'));
vi.mock('../../renderer/Center.tsx', () => ({ Center: () => null }));
giveLayout();
beforeEach(() => {
  const media = { matches: false, addEventListener() {}, removeEventListener() {} };
  vi.stubGlobal('matchMedia', () => media);
});
afterEach(cleanup);

test('an open project is the main landmark, and its name the first heading', () => {
  inspect({});
  render(<App />);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('p');
  within(screen.getByRole('main')).getByRole('region', { name: 'Inspector' });
});

test('with none open there is one main landmark and one first heading too', () => {
  const { store } = inspect({});
  store.setState({ sessionId: undefined, connection: 'open' });
  render(<App />);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Retrograph');
  screen.getByRole('main');
});
