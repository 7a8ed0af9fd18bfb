import { Command as CommandIcon, Moon, Settings as SettingsIcon, Sun } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { commandOf, type CommandId } from '../palette/commands.ts';
import { runCommand } from '../palette/runCommand.ts';
import { activeSession } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { isDark, onThemeChange } from '../themeSetting.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Logo } from '../ui/Logo.tsx';
import { Select } from '../ui/Select.tsx';
import { DebugToolbar } from './DebugToolbar.tsx';
import { ProjectMenu } from './ProjectMenu.tsx';
import { ServedAt } from './ServedAt.tsx';
import { SessionStatus } from './SessionStatus.tsx';
import styles from './TopBar.module.css';

const selectSession = activeSession;
const selectSelectGraph = (state: AppState) => state.selectGraph;

const run = (id: CommandId) => () => runCommand(appStore().getState(), id);

/** What is open, what it does, and what can be done with it. */
export function TopBar() {
  const session = useApp(selectSession);
  return (
    <header className={styles.bar}>
      <div className={styles.where}>
        <Logo />
        {session ? (
          <h1 className={styles.heading}>
            <ProjectMenu />
          </h1>
        ) : (
          <span className={styles.appName}>Retrograph</span>
        )}
        <GraphSelect />
      </div>
      {session && <DebugToolbar />}
      <div className={styles.status}>
        <SessionStatus />
      </div>
      <ServedAt />
      <div className={styles.tools}>
        <IconButton
          label="Command palette"
          keys={commandOf('commandPalette').keys?.[0]}
          onClick={run('commandPalette')}
        >
          <CommandIcon size={14} />
        </IconButton>
        <ThemeButton />
        <IconButton
          label="Settings"
          keys={commandOf('settings').keys?.[0]}
          onClick={run('settings')}
        >
          <SettingsIcon size={14} />
        </IconButton>
      </div>
    </header>
  );
}

/** Which of the project's graphs is looked at; absent while there is only one. */
function GraphSelect() {
  const session = useApp(selectSession);
  const selectGraph = useApp(selectSelectGraph);
  if (!session || session.graphs.length < 2) return null;
  return (
    <>
      <span className={styles.separator} aria-hidden>
        ▸
      </span>
      <Select
        label="Graph"
        look="quiet"
        value={session.graphId}
        options={session.graphs.map(({ id }) => ({ value: id, label: id }))}
        onChange={(graphId) => void selectGraph(graphId)}
      />
    </>
  );
}

function ThemeButton() {
  const dark = useSyncExternalStore(onThemeChange, isDark);
  return (
    <IconButton label={dark ? 'Light theme' : 'Dark theme'} onClick={run('toggleTheme')}>
      {dark ? <Sun size={14} /> : <Moon size={14} />}
    </IconButton>
  );
}
