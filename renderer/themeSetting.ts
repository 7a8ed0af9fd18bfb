import type { Settings } from '../core/protocol/model.ts';
import type { AppStore } from './store/store.ts';

const KEY = 'retrograph.theme';
const system = () => window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** What is shown now; what `system` means at the moment is the browser's to say. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? system().matches : theme === 'dark';
}

/** Calls `listener` when `isDark` may have changed; answers with what ends it. */
export function onThemeChange(listener: () => void): () => void {
  const media = system();
  listeners.add(listener);
  media.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', listener);
  };
}

function show(theme: Settings['theme']): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Shows the theme of Settings, from the first paint on: this browser remembers it until core has answered. */
export function applyTheme(store: AppStore): void {
  const kept = localStorage.getItem(KEY);
  if (kept === 'light' || kept === 'dark') show(kept);
  store.subscribe(({ connection, settings: { theme } }, before) => {
    if (connection !== 'open') return;
    if (theme === before.settings.theme && before.connection === 'open') return;
    localStorage.setItem(KEY, theme);
    show(theme);
  });
}
