import { ArrowUpToLine } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { commandOf } from '../palette/commands.ts';
import { activeRows, activeTasks } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Panel } from '../ui/Panel.tsx';
import { BranchOrigin } from './BranchOrigin.tsx';
import { buildTree } from './buildTree.ts';
import { CheckpointTree } from './CheckpointTree.tsx';

const selectIsBack = (state: AppState) => state.checkpoint !== undefined;
const selectProblem = (state: AppState) => state.threadProblems[state.threadId ?? ''];
const selectHeadFollowed = (state: AppState) => state.headFollowed;

/** The thread's past as a tree, newest at hand. */
export function Checkpoints() {
  const rows = useApp(activeRows);
  // A run tells more than a person can read: what ran is filled in when there is time.
  const tasks = useDeferredValue(useApp(activeTasks));
  const isBack = useApp(selectIsBack);
  const headFollowed = useApp(selectHeadFollowed);
  const problem = useApp(selectProblem);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((key: string) => {
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  }, []);
  const tree = useMemo(() => buildTree(Object.values(rows), tasks, closed), [rows, tasks, closed]);

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
        <CheckpointTree tree={tree} closed={closed} onToggle={toggle} />
      ) : (
        !problem && (
          <EmptyState title="No checkpoints yet">
            A run writes one after each super-step.
          </EmptyState>
        )
      )}
    </Panel>
  );
}
