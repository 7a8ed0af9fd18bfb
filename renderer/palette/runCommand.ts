import { refusal } from '../store/notices.ts';
import type { AppState } from '../store/store.ts';
import { commandOf, isEnabled, whyImpossible, type CommandId } from './commands.ts';

/** Runs a command if it is enabled; one that is never possible here says why. Failures become notices by themselves: actions never reject. */
export function runCommand(state: AppState, id: CommandId): void {
  const command = commandOf(id);
  const why = whyImpossible(command, state);
  if (why) state.commandFailed(refusal(why));
  else if (isEnabled(command, state)) command.run(state);
}
