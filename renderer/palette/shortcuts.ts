import type { AppStore } from '../store/store.ts';
import { matchesKeys } from '../ui/keys.ts';
import { commands, isEnabled } from './commands.ts';
import { runCommand } from './runCommand.ts';

/**
 * Listens before any editor does, so that F5 debugs wherever the cursor is. F5 means Run where there is
 * nothing to continue. A debugger's keys are never the browser's: F5 must not reload the page. Answers with what ends it.
 */
export function listenToKeys(store: AppStore): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const command = commands.find(({ keys }) => keys?.some((one) => matchesKeys(event, one)));
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    const state = store.getState();
    if (state.dialog && command.group === 'Run') return;
    const isRun = command.id === 'continue' && !isEnabled(command, state);
    runCommand(state, isRun ? 'run' : command.id);
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
}
