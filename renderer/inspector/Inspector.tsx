import type { KeyboardEvent } from 'react';
import { isEditing } from '../store/editing.ts';
import {
  activeTasks,
  activeThread,
  neverRuns as selectNeverRuns,
  shownRow,
} from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import { tasksFrom } from '../store/taskIndex.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { matchesKeys } from '../ui/keys.ts';
import { type Tab, Tabs } from '../ui/Tabs.tsx';
import type { InspectorTab } from '../store/focus.ts';
import { DiffTab } from './DiffTab.tsx';
import { StateEditor } from './edit/StateEditor.tsx';
import { MessagesTab } from './messages/MessagesTab.tsx';
import { MomentHeader } from './MomentHeader.tsx';
import { RunFailure } from './RunFailure.tsx';
import { SourceTab } from './SourceTab.tsx';
import { StateTab } from './StateTab.tsx';
import { TasksTab } from './tasks/TasksTab.tsx';
import { type Moment, useMoment } from './useMoment.ts';
import styles from './Inspector.module.css';

const chosenTab = (state: AppState) => state.inspectorTab;
const shownThread = (state: AppState) => state.threadId;
const seekFind = (state: AppState) => state.findSought;
const chooseTab = (state: AppState) => state.inspectorTabChosen;

/** Something failed, or is held, at the moment shown, in a subgraph of it too while a run holds it: the Tasks tab says so. */
const hasUrgentTask = (state: AppState) => {
  if (activeThread(state)?.stopped?.held && !state.checkpoint) return true;
  const own = tasksFrom(activeTasks(state), shownRow(state)?.checkpoint_id);
  return own.some(({ status }) => status === 'error' || status === 'held');
};

/** Where the last run failed, when that is no task's error. */
const runFailure = (state: AppState) => {
  const stopped = activeThread(state)?.stopped;
  const ofRun = stopped?.reason === 'exception' && !state.checkpoint && !hasUrgentTask(state);
  return ofRun ? stopped : undefined;
};

/** Everything about the moment shown. */
export function Inspector() {
  const moment = useMoment();
  const tab = useApp(chosenTab);
  const choose = useApp(chooseTab);
  const edits = useApp(isEditing);
  const threadId = useApp(shownThread);
  const urgent = useApp(hasUrgentTask);
  const failure = useApp(runFailure);
  const neverRuns = useApp(selectNeverRuns);
  const find = useApp(seekFind);

  const nothing = neverRuns ? 'No checkpoint is shown' : 'Run the graph to see its state here.';
  const of = (draw: (moment: Moment) => React.ReactNode) =>
    moment ? draw(moment) : <EmptyState title={nothing} />;
  const tabs: Tab<InspectorTab>[] = [
    { value: 'State', content: of((shown) => <StateTab moment={shown} />) },
    { value: 'Diff', content: of((shown) => <DiffTab moment={shown} />) },
    { value: 'Tasks', dot: urgent, content: of((shown) => <TasksTab moment={shown} />) },
    { value: 'Messages', content: of((shown) => <MessagesTab moment={shown} />) },
    { value: 'Source', content: <SourceTab /> },
  ];

  const onKeyDown = (event: KeyboardEvent) => {
    if (tab !== 'State' || !moment || !matchesKeys(event.nativeEvent, 'Mod+F')) return;
    event.preventDefault();
    find();
  };

  return (
    <section className={styles.inspector} aria-label="Inspector">
      {moment && <MomentHeader moment={moment} />}
      {failure && <RunFailure stopped={failure} />}
      {moment && edits && <StateEditor key={threadId} moment={moment} />}
      <div className={styles.tabs}>
        <Tabs label="Inspector" tabs={tabs} value={tab} onChange={choose} onKeyDown={onKeyDown} />
      </div>
    </section>
  );
}
