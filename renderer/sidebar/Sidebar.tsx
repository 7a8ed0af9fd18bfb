import { neverRuns } from '../store/selectors.ts';
import { useApp } from '../store/store.ts';
import { Checkpoints } from '../timeline/Checkpoints.tsx';
import { Split, type Pane } from '../ui/Split.tsx';
import { Breakpoints } from './Breakpoints.tsx';
import { Threads } from './Threads.tsx';

const toRun: Pane[] = [
  { id: 'threads', size: '20%', min: 70, content: <Threads /> },
  { id: 'breakpoints', size: '16%', min: 70, content: <Breakpoints /> },
  { id: 'checkpoints', size: '64%', min: 120, content: <Checkpoints /> },
];
const toLookAt: Pane[] = [
  { id: 'threads', size: '36%', min: 70, content: <Threads /> },
  { id: 'checkpoints', size: '64%', min: 120, content: <Checkpoints /> },
];

/** Threads, breakpoints and checkpoints; no breakpoints where nothing ever runs. */
export function Sidebar() {
  const panes = useApp(neverRuns) ? toLookAt : toRun;
  return <Split id="sidebar" orientation="vertical" panes={panes} />;
}
