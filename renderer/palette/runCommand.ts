import type { AppState } from '../store/store.ts';
import { commandOf, isEnabled, type CommandId } from './commands.ts';

/** Runs a command if it is enabled. Failures become notices by themselves: actions never reject. */
export function runCommand(state: AppState, id: CommandId): void {
  const command = commandOf(id);
  if (isEnabled(command, state)) command.run(state);
}
