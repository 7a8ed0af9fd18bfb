import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { TaskInfo } from '../../../core/protocol/model.ts';
import { cx } from '../../ui/cx.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { type ShownTask } from '../../store/shownTasks.ts';
import { Losses } from '../Losses.tsx';
import { ValueTree } from '../tree/ValueTree.tsx';
import { FailedTask } from './FailedTask.tsx';
import { FinishedTask } from './FinishedTask.tsx';
import { HeldTask } from './HeldTask.tsx';
import { taskPlace } from './taskPlace.ts';
import { durationText, statusWords } from './taskWords.ts';
import { TaskErrorView } from './TaskErrorView.tsx';
import styles from './Tasks.module.css';

/** What wants a person's eye is open at once. */
const isUrgent = ({ status }: TaskInfo) => status === 'error' || status === 'held';

const hasWrites = ({ status }: TaskInfo) => status === 'done' || status === 'interrupted';

/** One task: a line, and on demand what it received, what it wrote, and what went wrong. */
export function TaskCard({ shown, sessionId }: { shown: ShownTask; sessionId: string }) {
  const { task, depth } = shown;
  const [chosen, setOpen] = useState<boolean>();
  const open = chosen ?? isUrgent(task);
  const { status, attempt, duration, interrupts, error } = task;
  return (
    <li className={styles.task} style={{ marginInlineStart: depth * 16 }} data-status={status}>
      <button
        type="button"
        className={styles.summary}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={12} className={cx(styles.chevron, open && styles.open)} aria-hidden />
        <StatusMark status={status} />
        <span className={styles.name}>{task.name}</span>{' '}
        <span className={styles.status}>{statusWords[status]}</span>{' '}
        {attempt > 1 && <span className={styles.attempt}>attempt {attempt}</span>}{' '}
        {duration !== undefined && (
          <span className={styles.duration}>{durationText(duration)}</span>
        )}
      </button>
      {open && (
        <div className={styles.details}>
          {error && <TaskErrorView error={error} />}
          {status === 'error' && <FailedTask task={task} />}
          {status === 'done' && <FinishedTask task={task} />}
          {task.hold && <HeldTask hold={task.hold} />}
          {!task.hold && (
            <Part title="Input">
              <ValueTree
                label={`Input of ${task.name}`}
                root={taskPlace(sessionId, task, 'input')}
                compact
              />
            </Part>
          )}
          {hasWrites(task) && (
            <Part title="Writes">
              <Losses losses={task.losses ?? []} />
              <ValueTree
                label={`Writes of ${task.name}`}
                root={taskPlace(sessionId, task, 'writes')}
                compact
              />
            </Part>
          )}
          {interrupts.length > 0 && (
            <Part title={interrupts.length === 1 ? 'Interrupt' : 'Interrupts'}>
              {interrupts.map(({ id, value }) => (
                <pre key={id} className={styles.payload}>
                  {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
                </pre>
              ))}
            </Part>
          )}
        </div>
      )}
    </li>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div role="group" className={styles.part} aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      {children}
    </div>
  );
}
