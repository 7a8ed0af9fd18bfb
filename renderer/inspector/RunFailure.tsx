import type { Stopped } from '../../core/protocol/model.ts';
import { Problem } from './Problem.tsx';
import { TaskErrorView } from './tasks/TaskErrorView.tsx';
import styles from './Problem.module.css';

/** Why a run failed, when that is no task's error: too many steps, an input that is refused, a reducer that throws. */
export function RunFailure({ stopped: { message = '', error } }: { stopped: Stopped }) {
  return (
    <>
      <Problem message={message} />
      {error && (
        <div className={styles.whole}>
          <TaskErrorView error={error} />
        </div>
      )}
    </>
  );
}
