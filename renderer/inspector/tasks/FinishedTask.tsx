import type { TaskInfo } from '../../../core/protocol/model.ts';
import { activeSession, whyNot } from '../../store/selectors.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Tasks.module.css';

const selectIsLoaded = (state: AppState) => !activeSession(state)?.problem;
const selectWhyNot = whyNot('surgery');
const selectAgain = (state: AppState) => state.taskRunAgain;

/** What can be done about a task that has finished: the thread stays as it is, a branch of it runs. */
export function FinishedTask({ task }: { task: TaskInfo }) {
  const isLoaded = useApp(selectIsLoaded);
  const why = useApp(selectWhyNot);
  const again = useApp(selectAgain);
  if (!isLoaded) return null;
  return (
    <div className={styles.actions}>
      <Button
        why={why}
        title="In a new thread that begins here. What the other tasks of this step wrote is kept."
        onClick={() => void again(task)}
      >
        Run this task again
      </Button>
    </div>
  );
}
