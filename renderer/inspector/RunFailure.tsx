import { useState } from 'react';
import type { Stopped, TaskError } from '../../core/protocol/model.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from './Problem.tsx';
import { framesOf } from './tasks/stack.ts';
import { TaskErrorView } from './tasks/TaskErrorView.tsx';
import styles from './Problem.module.css';

/** Why a run failed, when that is no task's error: too many steps, an input that is refused, a reducer that throws. */
export function RunFailure({ stopped: { message = '', error } }: { stopped: Stopped }) {
  return (
    <>
      <Problem message={message} />
      {error && <WholeError key={error.stack ?? message} error={error} />}
    </>
  );
}

/** Open where it leads to code of the person's own; what a library says of an input is said above in a line. */
function WholeError({ error }: { error: TaskError }) {
  const [open, setOpen] = useState(() => framesOf(error.stack ?? '').some(({ own }) => own));
  return (
    <div className={styles.whole}>
      {open ? (
        <TaskErrorView error={error} />
      ) : (
        <Button look="quiet" onClick={() => setOpen(true)}>
          Show the whole error
        </Button>
      )}
    </div>
  );
}
