import { ChevronDown, Database, FolderOpen, Radio, RotateCw, X } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { commandOf, whyImpossible } from '../palette/commands.ts';
import { runCommand } from '../palette/runCommand.ts';
import { activeSession } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import styles from './TopBar.module.css';

const selectSession = activeSession;
const selectOthers = (state: AppState) =>
  Object.values(state.sessions).filter(({ sessionId }) => sessionId !== state.sessionId);
const selectRecents = (state: AppState) => state.recents;
const RECENTS = 6;

const command = (
  id: 'open' | 'reload' | 'serve' | 'stopServing' | 'storage' | 'close',
  rest: Pick<MenuEntry, 'icon' | 'note'>,
): MenuEntry => ({
  label: commandOf(id).title,
  keys: commandOf(id).keys?.[0],
  why: whyImpossible(commandOf(id), appStore().getState()),
  onSelect: () => runCommand(appStore().getState(), id),
  ...rest,
});

/** The open project's name; its menu opens, reloads, serves and closes projects. */
export function ProjectMenu() {
  const session = useApp(selectSession);
  const others = useApp(useShallow(selectOthers));
  const recents = useApp(selectRecents);
  if (!session) return null;

  const open = new Set([session, ...others].map(({ project }) => project.target));
  const entries: MenuEntry[] = [
    command('open', { icon: <FolderOpen size={14} /> }),
    command('reload', { icon: <RotateCw size={13} /> }),
    session.api
      ? command('stopServing', { icon: <Radio size={13} />, note: session.api })
      : command('serve', { icon: <Radio size={13} /> }),
    command('storage', { icon: <Database size={13} /> }),
    command('close', { icon: <X size={14} /> }),
    ...others.map(({ sessionId, project, phase }, index) => ({
      label: project.name,
      note: project.target,
      separated: index === 0,
      icon: <StatusMark status={phase === 'starting' ? 'running' : 'idle'} />,
      onSelect: () => void appStore().getState().sessionFocused(sessionId),
    })),
    ...recents
      .filter(({ target }) => !open.has(target))
      .slice(0, RECENTS)
      .map(({ name, target }, index) => ({
        label: name,
        note: target,
        separated: index === 0,
        onSelect: () => void appStore().getState().openProject(target),
      })),
  ];
  return (
    <Menu entries={entries}>
      <button type="button" className={styles.project} title={session.project.target}>
        <span className={styles.projectName}>{session.project.name}</span>
        <ChevronDown size={13} />
      </button>
    </Menu>
  );
}
