import { Command } from 'cmdk';
import { useState } from 'react';
import type { GraphNode } from '../../core/protocol/graph.ts';
import { activeGraph } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { Kbd } from '../ui/Kbd.tsx';
import { useReturnFocus } from '../ui/useReturnFocus.ts';
import { commands, isEnabled } from './commands.ts';
import styles from './CommandPalette.module.css';
import { runCommand } from './runCommand.ts';

const none: GraphNode[] = [];
const groups = ['Run', 'Thread', 'Project', 'View', 'Nodes'] as const;
const selectNodes = (state: AppState) => activeGraph(state)?.nodes ?? none;
const selectClose = (state: AppState) => state.dialogClosed;

interface Entry {
  group: (typeof groups)[number];
  title: string;
  /** What it is found by; no two are the same. */
  value: string;
  also?: string[] | undefined;
  keys?: string | undefined;
  act: () => void;
}

const commandsIn = (state: AppState): Entry[] =>
  commands
    .filter((command) => command.id !== 'commandPalette' && isEnabled(command, state))
    .map(({ id, group, title, also, keys }) => ({
      group,
      title,
      value: title,
      also,
      keys: keys?.[0],
      act: () => runCommand(appStore().getState(), id),
    }));

const entryOf = ({ id }: GraphNode): Entry => ({
  group: 'Nodes',
  title: id,
  value: `Go to ${id}`,
  act: () => appStore().getState().nodeSought(id),
});

/** All commands that can be run now, and the graph's nodes, by typing a part of their names. */
export function CommandPalette() {
  useReturnFocus();
  const close = useApp(selectClose);
  const nodes = useApp(selectNodes);
  const [search, setSearch] = useState('');
  const entries = [
    ...commandsIn(appStore().getState()),
    ...nodes.filter(({ kind }) => kind !== 'start' && kind !== 'end').map(entryOf),
  ];
  const choose = ({ act }: Entry) => {
    close();
    act();
  };
  const items = (shown: Entry[]) =>
    shown.map((entry) => (
      <Command.Item
        key={entry.value}
        value={entry.value}
        keywords={entry.also ?? []}
        className={styles.item}
        onSelect={() => choose(entry)}
      >
        {entry.title}
        {entry.keys && <Kbd keys={entry.keys} />}
      </Command.Item>
    ));
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && close()}
      label="Command palette"
      overlayClassName={styles.overlay}
      contentClassName={styles.content}
    >
      <Command.Input
        className={styles.input}
        placeholder="Type a command or a node"
        value={search}
        onValueChange={setSearch}
      />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>Nothing is called that</Command.Empty>
        {/* What is looked for is in one group, the best first: cmdk 1.1.1 puts no group before another. */}
        {search === ''
          ? groups.map((group) => (
              <Command.Group key={group} heading={group} className={styles.group}>
                {items(entries.filter((entry) => entry.group === group))}
              </Command.Group>
            ))
          : items(entries)}
      </Command.List>
    </Command.Dialog>
  );
}
