import {
  ArrowDownToDot,
  ArrowUpFromDot,
  Pause,
  Play,
  RedoDot,
  Square,
  StepForward,
} from 'lucide-react';
import { Toolbar } from 'radix-ui';
import type { ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { commandOf, isEnabled, whyImpossible, type CommandId } from '../palette/commands.ts';
import { runCommand } from '../palette/runCommand.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './DebugToolbar.module.css';

const buttons: { id: CommandId; icon: ReactNode; look?: 'go' | 'stop' }[] = [
  { id: 'run', icon: <Play size={14} />, look: 'go' },
  { id: 'continue', icon: <StepForward size={15} />, look: 'go' },
  { id: 'stepOver', icon: <RedoDot size={15} /> },
  { id: 'stepInto', icon: <ArrowDownToDot size={15} /> },
  { id: 'stepOut', icon: <ArrowUpFromDot size={15} /> },
  { id: 'pause', icon: <Pause size={14} /> },
  { id: 'stop', icon: <Square size={12} />, look: 'stop' },
];

const selectEnabled = (state: AppState) => buttons.map(({ id }) => isEnabled(commandOf(id), state));
const selectWhy = (state: AppState) => buttons.map(({ id }) => whyImpossible(commandOf(id), state));

/** Run, Continue, the steps, Pause and Stop, as VS Code has them. */
export function DebugToolbar() {
  const enabled = useApp(useShallow(selectEnabled));
  const reasons = useApp(useShallow(selectWhy));
  return (
    <Toolbar.Root className={styles.toolbar} aria-label="Debug">
      {buttons.map(({ id, icon, look }, index) => {
        const { title, keys } = commandOf(id);
        const why = reasons[index];
        return (
          <Toolbar.Button asChild key={id} disabled={!enabled[index] && !why}>
            <IconButton
              label={title}
              keys={keys?.[0]}
              why={why}
              className={styles.button}
              data-look={look}
              onClick={() => runCommand(appStore().getState(), id)}
            >
              {icon}
            </IconButton>
          </Toolbar.Button>
        );
      })}
    </Toolbar.Root>
  );
}
