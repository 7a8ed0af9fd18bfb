import { useState } from 'react';
import type { TaskError } from '../../../core/protocol/model.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { framesOf } from './stack.ts';
import styles from './Tasks.module.css';

/** An error of the person's graph: what it said, where, and what caused it. */
export function TaskErrorView({ error, cause }: { error: TaskError; cause?: boolean }) {
  const [whole, setWhole] = useState(false);
  const frames = framesOf(error.stack ?? '');
  const library = frames.filter((frame) => !frame.own).length;
  const shown = whole || library === frames.length ? frames : frames.filter((frame) => frame.own);
  return (
    <div className={styles.error} role="group" aria-label={cause ? 'Cause' : 'Error'}>
      <p className={styles.message}>
        {cause && <span className={styles.cause}>Caused by </span>}
        <span className={styles.errorName}>{error.name}</span>
        {error.message && `: ${error.message}`}
      </p>
      {shown.length > 0 && (
        <pre className={styles.stack}>
          {shown.map((frame, index) => (
            <span key={index} className={cx(styles.frame, frame.own && styles.own)}>
              {frame.text}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      {library > 0 && library < frames.length && (
        <Button look="quiet" className={styles.more} onClick={() => setWhole(!whole)}>
          {whole ? 'Hide library frames' : `Show ${library} library frames`}
        </Button>
      )}
      {error.cause && <TaskErrorView error={error.cause} cause />}
    </div>
  );
}
