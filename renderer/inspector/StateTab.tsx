import { useMemo } from 'react';
import { activeGraph, activeTasks } from '../store/selectors.ts';
import { useApp } from '../store/store.ts';
import { tasksFrom } from '../store/taskIndex.ts';
import styles from './Inspector.module.css';
import { Losses } from './Losses.tsx';
import { ValueTree } from './tree/ValueTree.tsx';
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
  return (
    <div className={styles.state}>
      <Losses losses={losses} />
      <div className={styles.tree}>
        <ValueTree label="State" root={state} changed={row.changed} isChannel={isChannel} />
      </div>
    </div>
  );
}
