import { useMemo, useRef } from 'react';
import { activeGraph, activeTasks } from '../store/selectors.ts';
import { useApp } from '../store/store.ts';
import { tasksFrom } from '../store/taskIndex.ts';
import { FindField } from './FindField.tsx';
import styles from './Inspector.module.css';
import { Losses } from './Losses.tsx';
import { ValueTree } from './tree/ValueTree.tsx';
import { useFindText } from './useFindText.ts';
import type { Moment } from './useMoment.ts';

/** The state at the moment shown, and what was lost of it on the way here. */
export function StateTab({ moment: { row, state } }: { moment: Moment }) {
  const tasks = useApp(activeTasks);
  const losses = useMemo(() => {
    const led = tasksFrom(tasks, row.parent_checkpoint_id);
    return led
      .filter(({ checkpoint_ns }) => checkpoint_ns === row.checkpoint_ns)
      .flatMap((task) => task.losses ?? []);
  }, [tasks, row]);
  const graph = useApp(activeGraph);
  // The channels of subgraphs are not known, but that the state is made of them.
  const isChannel = (name: string) =>
    row.checkpoint_ns !== '' || (graph?.channels.some((channel) => channel.name === name) ?? false);
  const sought = useFindText();
  const tree = useRef<HTMLDivElement>(null);
  return (
    <div className={styles.state}>
      <FindField
        onLeave={() => tree.current?.querySelector<HTMLElement>('[role="tree"]')?.focus()}
      />
      <Losses losses={losses} />
      <div ref={tree} className={styles.tree}>
        <ValueTree
          label="State"
          root={state}
          changed={row.changed}
          sought={sought}
          isChannel={isChannel}
        />
      </div>
    </div>
  );
}
