import { GitBranch } from 'lucide-react';
import { checkpointKey, activeRows, activeThread, activeThreads } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { showRow } from './showRow.ts';
import styles from './Timeline.module.css';

const selectOrigin = (state: AppState) => activeThread(state)?.origin;
const selectTitle = (state: AppState) =>
  activeThreads(state)[activeThread(state)?.origin?.thread_id ?? '']?.title;
const selectStep = (state: AppState) => {
  const origin = activeThread(state)?.origin;
  return origin && activeRows(state)[checkpointKey(origin)]?.step;
};

/** Where the thread shown was branched from, with the way there. */
export function BranchOrigin() {
  const origin = useApp(selectOrigin);
  const title = useApp(selectTitle);
  const step = useApp(selectStep);
  if (!origin) return null;
  return (
    <p className={styles.origin}>
      <GitBranch size={12} aria-hidden />
      {title === undefined ? (
        <span>Branched from a deleted thread</span>
      ) : (
        <>
          Branched from
          <Button look="quiet" onClick={() => showRow(origin)}>
            {title}
          </Button>
        </>
      )}
      {step !== undefined && <span className={styles.originStep}>step {step}</span>}
    </p>
  );
}
