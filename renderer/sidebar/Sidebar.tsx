import { activeBreakpointDraft } from '../store/breakpoints.ts';
import { neverRuns } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Checkpoints } from '../timeline/Checkpoints.tsx';
import { Split, type Pane } from '../ui/Split.tsx';
import { Breakpoints } from './Breakpoints.tsx';
import { Threads } from './Threads.tsx';

const breakpoints: Pane = { id: 'breakpoints', size: '16%', min: 70, content: <Breakpoints /> };
const toRun: Pane[] = [
  { id: 'threads', size: '20%', min: 70, content: <Threads /> },
  breakpoints,
  { id: 'checkpoints', size: '64%', min: 120, content: <Checkpoints /> },
];
/** All of the editor of one breakpoint is seen. */
const toEdit = toRun.map((pane) => (pane === breakpoints ? { ...pane, min: 250 } : pane));
const toLookAt: Pane[] = [
  { id: 'threads', size: '36%', min: 70, content: <Threads /> },
  { id: 'checkpoints', size: '64%', min: 120, content: <Checkpoints /> },
];

const selectIsEditing = (state: AppState) => activeBreakpointDraft(state) !== undefined;

/** Threads, breakpoints and checkpoints; no breakpoints where nothing ever runs. */
export function Sidebar() {
  const isEditing = useApp(selectIsEditing);
  const neverRan = useApp(neverRuns);
  const panes = neverRan ? toLookAt : isEditing ? toEdit : toRun;
  return <Split id="sidebar" orientation="vertical" panes={panes} />;
}
