import { useMemo } from 'react';
import { activeRows, activeTasks, parentOf } from '../../store/selectors.ts';
import { shownTasks } from '../../store/shownTasks.ts';
import { tasksFrom } from '../../store/taskIndex.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import type { Moment } from '../useMoment.ts';
import { TaskCard } from './TaskCard.tsx';
import styles from './Tasks.module.css';

const focus = (state: AppState) => state.checkpointFocused;

/** The super-step that begins at the moment shown. */
export function TasksTab({ moment }: { moment: Moment }) {
  const tasks = useApp(activeTasks);
  const rows = useApp(activeRows);
  const show = useApp(focus);
  const { row, state } = moment;
  const list = useMemo(() => shownTasks(tasks, row), [tasks, row]);
  const parent = parentOf(rows, row);
  const led = tasksFrom(tasks, parent?.checkpoint_id);

  return (
    <div className={styles.tab}>
      {list.length === 0 ? (
        <EmptyState title={row.next.length === 0 ? 'The graph ended here.' : 'No task yet.'} />
      ) : (
        <ul className={styles.tasks} aria-label="Tasks">
          {list.map((shown) => (
            <TaskCard
              key={`${shown.task.checkpoint_id} ${shown.task.id}`}
              shown={shown}
              sessionId={state.sessionId}
            />
          ))}
        </ul>
      )}
      {parent && led.length > 0 && (
        <p className={styles.led}>
          Led here by {led.map((task) => task.name).join(', ')}
          <Button look="quiet" className={styles.more} onClick={() => show(parent)}>
            Show step {parent.step}
          </Button>
        </p>
      )}
    </div>
  );
}
