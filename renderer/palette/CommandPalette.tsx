import { Command } from 'cmdk';
import type { GraphNode } from '../../core/protocol/graph.ts';
import { activeGraph } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { Kbd } from '../ui/Kbd.tsx';
import { useReturnFocus } from '../ui/useReturnFocus.ts';
import { commands, isEnabled } from './commands.ts';
import styles from './CommandPalette.module.css';
import { runCommand } from './runCommand.ts';

const none: GraphNode[] = [];
const groups = ['Run', 'Thread', 'Project', 'View'] as const;
const selectNodes = (state: AppState) => activeGraph(state)?.nodes ?? none;
const selectClose = (state: AppState) => state.dialogClosed;

/** All commands that can be run now, and the graph's nodes, by typing a part of their names. */
export function CommandPalette() {
  useReturnFocus();
  const close = useApp(selectClose);
  const nodes = useApp(selectNodes);
  const state = appStore().getState();
  const after = (act: () => void) => () => {
    close();
    act();
  };
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && close()}
      label="Command palette"
      overlayClassName={styles.overlay}
      contentClassName={styles.content}
    >
      <Command.Input className={styles.input} placeholder="Type a command or a node" />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>Nothing is called that</Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group} className={styles.group}>
            {commands
              .filter((command) => command.group === group && command.id !== 'commandPalette')
              .filter((command) => isEnabled(command, state))
              .map(({ id, title, keys, also = [] }) => (
                <Command.Item
                  key={id}
                  value={`${group} ${title}`}
                  keywords={also}
                  className={styles.item}
                  onSelect={after(() => runCommand(appStore().getState(), id))}
                >
                  {title}
                  {keys?.[0] && <Kbd keys={keys[0]} />}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
        <Command.Group heading="Nodes" className={styles.group}>
          {nodes
            .filter(({ kind }) => kind !== 'start' && kind !== 'end')
            .map(({ id }) => (
              <Command.Item
                key={id}
                value={`Go to ${id}`}
                className={styles.item}
                onSelect={after(() => appStore().getState().nodeFocused(id))}
              >
                {id}
              </Command.Item>
            ))}
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}
