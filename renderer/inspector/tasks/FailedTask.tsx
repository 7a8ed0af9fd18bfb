import type { TaskInfo } from '../../../core/protocol/model.ts';
import { isRunning, whyNot } from '../../store/selectors.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import { RunButton } from '../RunButton.tsx';
import styles from './Tasks.module.css';

const selectWhyNoUpdate = whyNot('updateState');
const retryShown = (state: AppState) => state.shownRetried;
const startEdit = (state: AppState) => state.taskReplaced;

/** What can be done about a task that failed. What else finished in its step is kept; a server refuses an output by hand that would lose it. */
export function FailedTask({ task }: { task: TaskInfo }) {
  const running = useApp(isRunning);
  const retry = useApp(retryShown);
  const replace = useApp(startEdit);
  const noUpdate = useApp(selectWhyNoUpdate);
  return (
    <div className={styles.actions}>
      <RunButton onClick={() => void retry()}>Retry</RunButton>
      <Button why={noUpdate} disabled={running} onClick={() => replace(task)}>
        Use this output instead
      </Button>
    </div>
  );
}
