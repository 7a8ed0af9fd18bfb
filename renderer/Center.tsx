import { LoadProblem } from './dialogs/LoadProblem.tsx';
import { SessionBanner } from './dialogs/SessionBanner.tsx';
import { GraphCanvas } from './graph/GraphCanvas.tsx';
import { activeSession } from './store/selectors.ts';
import { useApp, type AppState } from './store/store.ts';
import styles from './Center.module.css';
import { Dock } from './Dock.tsx';
import { Split, type Pane } from './ui/Split.tsx';

const selectProblem = (state: AppState) => activeSession(state)?.problem;

/** The graph, or why there is none. */
function Canvas() {
  const problem = useApp(selectProblem);
  return (
    <div className={styles.canvas}>
      <SessionBanner />
      <div className={styles.graph}>
        {problem ? <LoadProblem problem={problem} /> : <GraphCanvas />}
      </div>
    </div>
  );
}

const panes: Pane[] = [
  { id: 'canvas', size: '66%', min: 140, content: <Canvas /> },
  { id: 'dock', size: '34%', min: 90, content: <Dock /> },
];

/** The canvas, and below it what goes in and out of a run. */
export function Center() {
  return <Split id="center" orientation="vertical" panes={panes} />;
}
