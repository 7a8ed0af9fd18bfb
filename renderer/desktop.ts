import type { DesktopWindow } from '../core/protocol/desktop.ts';
import { runCommand } from './palette/runCommand.ts';
import type { AppStore } from './store/store.ts';

/** What only the desktop app can do; undefined in a browser. */
export const desktop = () => (window as DesktopWindow).desktop;

/** The native menu's commands, and targets that the system asks to open. */
export function listenToDesktop(store: AppStore): void {
  desktop()?.onMenu((command) => runCommand(store.getState(), command));
  desktop()?.onOpen((target) => void store.getState().openProject(target));
}
