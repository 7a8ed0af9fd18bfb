import { ArrowUpToLine } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { commandOf } from '../palette/commands.ts';
import {
  activeRows,
  activeSession,
  goesOn,
  neverRuns as selectNeverRuns,
} from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { LoadOlder } from '../ui/LoadOlder.tsx';
import { Panel } from '../ui/Panel.tsx';
import { BranchOrigin } from './BranchOrigin.tsx';
import { buildTree } from './buildTree.ts';
import { CheckpointTree } from './CheckpointTree.tsx';
import styles from './Timeline.module.css';
import { useFamily } from './useFamily.ts';

const selectIsBack = (state: AppState) => state.checkpoint !== undefined;
const selectProblem = (state: AppState) => state.threadProblems[state.threadId ?? ''];
/** Others keep it, and where it begins was not found yet. */
const selectMayBePart = (state: AppState) =>
  activeSession(state)?.capabilities.surgery !== true &&
  !state.wholeThreads.has(state.threadId ?? '');
const selectHeadFollowed = (state: AppState) => state.headFollowed;

const loadOlder = () => {
  const { threadId, olderCheckpointsLoaded } = appStore().getState();
  return threadId === undefined ? Promise.resolve() : olderCheckpointsLoaded(threadId);
};

/** The thread's past as a tree, newest at hand; with the threads that share it. */
export function Checkpoints() {
  const rows = useApp(activeRows);
  const family = useFamily();
  const threadId = useApp((state) => state.threadId);
  const isBack = useApp(selectIsBack);
  const headFollowed = useApp(selectHeadFollowed);
  const problem = useApp(selectProblem);
  const neverRuns = useApp(selectNeverRuns);
  const mayBePart = useApp(selectMayBePart);
  const hasOlder = useMemo(() => mayBePart && goesOn(rows), [mayBePart, rows]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((key: string) => {
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  }, []);
  const tree = useMemo(
    () => buildTree(family.rows, family.tasks, closed, threadId),
    [family.rows, family.tasks, closed, threadId],
  );

  return (
    <Panel
      title="Checkpoints"
      actions={
        isBack && (
          <IconButton label={commandOf('backToLatest').title} onClick={headFollowed}>
            <ArrowUpToLine size={14} />
          </IconButton>
        )
      }
    >
      <BranchOrigin />
      {problem && <Alert message={problem.message} hint={problem.hint} />}
      {tree.length > 0 ? (
        <div className={styles.whole}>
          <CheckpointTree
            tree={tree}
            tasks={family.tasks}
            heads={family.heads}
            closed={closed}
            onToggle={toggle}
          />
          {hasOlder && <LoadOlder onLoad={loadOlder} />}
        </div>
      ) : (
        !problem && (
          <EmptyState title={neverRuns ? 'No checkpoints' : 'No checkpoints yet'}>
            {!neverRuns && 'A run writes one after each super-step.'}
          </EmptyState>
        )
      )}
    </Panel>
  );
}
