import type { AppState, AppStore } from './store.ts';

const KEY = 'retrograph.window';

/** What a reload of the window must not lose; the rest is core's. */
const remembered = [
  'sessionId',
  'threadId',
  'checkpoint',
  'node',
  'inspectorTab',
  'dock',
  'collapsed',
  'drafts',
  'inputView',
  'unfinished',
] as const satisfies (keyof AppState)[];

/** Puts back what this window looked at before it was reloaded. What cannot be read is as if it were not there. */
export function recall(store: AppStore): void {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<AppState>;
    for (const name of remembered) {
      if (kept[name] !== undefined) store.setState({ [name]: kept[name] });
    }
  } catch {
    sessionStorage.removeItem(KEY);
  }
}

/** Keeps it from now on, in this window only. */
export function remember(store: AppStore): void {
  store.subscribe((state, before) => {
    if (remembered.every((name) => state[name] === before[name])) return;
    const kept = Object.fromEntries(remembered.map((name) => [name, state[name]]));
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  });
}
