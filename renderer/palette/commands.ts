import type { Capability } from '../../core/protocol/capabilities.ts';
import type { MenuCommand } from '../../core/protocol/desktop.ts';
import { sessionState } from '../../core/protocol/status.ts';
import { activeGraph, activeSession, activeThread, shownRow, whyNot } from '../store/selectors.ts';
import { isDark } from '../themeSetting.ts';
import { appStore, type AppState } from '../store/store.ts';
import { breakpointCommands } from './breakpointCommands.ts';

export type CommandId =
  | MenuCommand
  | 'close'
  | 'kill'
  | 'stopServing'
  | 'toggleTheme'
  | 'backToLatest'
  | 'findInState'
  | 'disableBreakpoints'
  | 'enableBreakpoints'
  | 'removeBreakpoints'
  | 'toggleErrors';

export interface Command {
  id: CommandId;
  title: string;
  group: 'Run' | 'Thread' | 'Project' | 'View';
  /** What the palette finds it by besides its title. */
  also?: string[];
  /** Any of these run it; the first is the one shown. See `matchesKeys`. */
  keys?: string[];
  /** Without it the command is never possible, and says why not. */
  needs?: Capability;
  /** Absent = always. */
  enabled?: (state: AppState) => boolean;
  run: (state: AppState) => unknown;
}

const session = (state: AppState) => {
  const active = activeSession(state);
  return active?.problem ? undefined : active;
};
const stateOf = (state: AppState) => sessionState(activeSession(state), activeThread(state));
const standing = (state: AppState) => activeThread(state)?.state ?? 'idle';
const stopped = (state: AppState) => activeThread(state)?.stopped;

const isServed = (state: AppState) => activeSession(state)?.api !== undefined;
const isOpen = (state: AppState) => session(state) !== undefined;
/** There is a graph, and its thread does not run. A runner that has ended is started again by core. */
const canStart = (state: AppState) =>
  isOpen(state) &&
  stateOf(state) !== 'starting' &&
  standing(state) !== 'running' &&
  !stopped(state)?.held;
const canGoOn = (state: AppState) =>
  isOpen(state) && stateOf(state) !== 'starting' && standing(state) === 'stopped';
/** A run is under way, or stands still and somebody waits for it: its held tasks, or a client of the LangGraph API. */
const canStop = (state: AppState) =>
  standing(state) === 'running' ||
  Boolean(stopped(state)?.held) ||
  activeThread(state)?.run_id !== undefined;
/** Functional tasks are named `graph:task` too, but there is no way out of one. */
const inSubgraph = (state: AppState) =>
  Boolean(stopped(state)?.checkpoint_ns) ||
  (activeGraph(state)?.kind !== 'functional' &&
    stopped(state)?.nodes.some((id) => id.includes(':')));

/**
 * Goes on from where the thread stands. Of a thread at rest, from the moment of its past that is shown, if something
 * comes after it; else it starts with the input.
 */
const step = (mode: 'stepOver' | 'stepInto') => (state: AppState) => {
  if (canGoOn(state)) return state.run(null, mode);
  const { checkpoint } = state;
  const goesOn = checkpoint && shownRow(state)?.next.length;
  return goesOn ? state.replay(checkpoint, mode) : start(state, mode);
};

async function start(state: AppState, mode?: 'stepOver' | 'stepInto'): Promise<void> {
  await state.runDraft(mode);
  if (appStore().getState().draftProblem) state.dockChosen('Input');
}

async function switchTheme(state: AppState): Promise<void> {
  const problem = await state.updateSettings({ theme: isDark() ? 'light' : 'dark' });
  if (problem) state.commandFailed(problem);
}

/**
 * Everything a person can tell Retrograph to do: the toolbar, the keys, the palette and the native menu are
 * views of this list.
 */
export const commands: Command[] = [
  {
    id: 'run',
    title: 'Run',
    group: 'Run',
    also: ['start'],
    needs: 'run',
    enabled: canStart,
    run: (state) => start(state),
  },
  {
    id: 'continue',
    title: 'Continue',
    group: 'Run',
    also: ['resume'],
    keys: ['F5'],
    needs: 'run',
    enabled: canGoOn,
    run: (state) => state.run(null),
  },
  {
    id: 'stepOver',
    title: 'Step over',
    group: 'Run',
    keys: ['F10'],
    needs: 'run',
    enabled: (state) => canStart(state) || canGoOn(state),
    run: step('stepOver'),
  },
  {
    id: 'stepInto',
    title: 'Step into',
    group: 'Run',
    keys: ['F11'],
    needs: 'stepInto',
    enabled: (state) => canStart(state) || canGoOn(state),
    run: step('stepInto'),
  },
  {
    id: 'stepOut',
    title: 'Step out',
    group: 'Run',
    keys: ['Shift+F11'],
    needs: 'stepInto',
    enabled: (state) => canGoOn(state) && Boolean(inSubgraph(state)),
    run: (state) => state.run(null, 'stepOut'),
  },
  {
    id: 'pause',
    title: 'Pause',
    group: 'Run',
    keys: ['F6'],
    needs: 'pause',
    enabled: (state) => isOpen(state) && standing(state) === 'running',
    run: (state) => state.pause(),
  },
  {
    id: 'stop',
    title: 'Stop',
    group: 'Run',
    also: ['cancel', 'abort'],
    keys: ['Shift+F5'],
    needs: 'run',
    enabled: canStop,
    run: (state) => state.stop(),
  },
  ...breakpointCommands,
  {
    id: 'newThread',
    title: 'New thread',
    group: 'Thread',
    needs: 'run',
    enabled: (state) => isOpen(state) && stateOf(state) !== 'starting',
    run: (state) => state.createThread(),
  },
  {
    id: 'backToLatest',
    title: 'Back to the latest checkpoint',
    group: 'Thread',
    enabled: (state) => state.checkpoint !== undefined,
    run: (state) => state.headFollowed(),
  },
  {
    id: 'open',
    title: 'Open…',
    group: 'Project',
    also: ['folder', 'server', 'database', 'recent'],
    keys: ['Mod+O'],
    run: (state) => state.dialogOpened('open'),
  },
  {
    id: 'reload',
    title: 'Reload graph',
    group: 'Project',
    enabled: (state) => activeSession(state) !== undefined,
    run: (state) => state.reloadProject(),
  },
  {
    id: 'serve',
    title: 'Serve this project…',
    group: 'Project',
    also: ['LangGraph API'],
    needs: 'serve',
    enabled: (state) => activeSession(state) !== undefined && !isServed(state),
    run: (state) => state.dialogOpened('serve'),
  },
  {
    id: 'stopServing',
    title: 'Stop serving',
    group: 'Project',
    enabled: isServed,
    run: (state) => state.stopServing(),
  },
  {
    id: 'kill',
    title: 'End the graph’s process',
    group: 'Project',
    also: ['terminate', 'runner'],
    enabled: (state) => activeSession(state)?.runner !== undefined,
    run: (state) => state.killRunner(),
  },
  {
    id: 'close',
    title: 'Close project',
    group: 'Project',
    enabled: (state) => activeSession(state) !== undefined,
    run: (state) => state.closeProject(),
  },
  {
    id: 'commandPalette',
    title: 'Command palette…',
    group: 'View',
    keys: ['Mod+Shift+P'],
    run: (state) => state.dialogOpened('palette'),
  },
  {
    id: 'findInState',
    title: 'Find in state…',
    group: 'View',
    also: ['search', 'key', 'path'],
    enabled: (state) => shownRow(state) !== undefined,
    run: (state) => state.findSought(),
  },
  {
    id: 'settings',
    title: 'Settings…',
    group: 'View',
    also: ['preferences', 'theme', 'Node'],
    keys: ['Mod+,'],
    run: (state) => state.dialogOpened('settings'),
  },
  {
    id: 'storage',
    title: 'Storage…',
    group: 'View',
    also: ['check database', 'back up', 'disk', 'prune', 'size'],
    run: (state) => state.dialogOpened('storage'),
  },
  {
    id: 'toggleTheme',
    title: 'Switch between light and dark',
    group: 'View',
    also: ['dark mode'],
    run: switchTheme,
  },
];

const byId = new Map(commands.map((command) => [command.id, command]));

/** Throws for an id that is not in the list, which types forbid. */
export function commandOf(id: CommandId): Command {
  const command = byId.get(id);
  if (!command) throw new Error(`no command ${id}`);
  return command;
}

/** Why a command is never possible with what is open, in one sentence; undefined where it is at times. */
export const whyImpossible = ({ needs }: Command, state: AppState): string | undefined =>
  needs && whyNot(needs)(state);

export const isEnabled = (command: Command, state: AppState): boolean =>
  whyImpossible(command, state) === undefined && (command.enabled?.(state) ?? true);
