import { Breakpoints } from './sidebar/Breakpoints.tsx';
import { Threads } from './sidebar/Threads.tsx';
import { Center } from './Center.tsx';
import { Split, type Pane } from './ui/Split.tsx';
import { ConnectionBanner } from './dialogs/ConnectionBanner.tsx';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { DropTarget } from './dialogs/DropTarget.tsx';
import { Notices } from './dialogs/Notices.tsx';
import { Welcome } from './dialogs/Welcome.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { useApp, type AppState } from './store/store.ts';
import { Checkpoints } from './timeline/Checkpoints.tsx';
import { TopBar } from './toolbar/TopBar.tsx';
import styles from './App.module.css';

const selectHasSession = (state: AppState) => state.sessionId !== undefined;
const selectIsConnecting = (state: AppState) => state.connection === 'connecting';

const sidebar: Pane[] = [
  { id: 'threads', size: '18%', min: 70, content: <Threads /> },
  { id: 'breakpoints', size: '16%', min: 70, content: <Breakpoints /> },
  { id: 'checkpoints', size: '66%', min: 120, content: <Checkpoints /> },
];
const columns: Pane[] = [
  {
    id: 'sidebar',
    size: 272,
    min: 200,
    keepsPixels: true,
    content: <Split id="sidebar" orientation="vertical" panes={sidebar} />,
  },
  { id: 'center', min: 320, content: <Center /> },
  { id: 'inspector', size: 372, min: 260, keepsPixels: true, content: <Inspector /> },
];

/** The window. */
export function App() {
  const hasSession = useApp(selectHasSession);
  const connecting = useApp(selectIsConnecting);
  return (
    <div className={styles.app}>
      <TopBar />
      <ConnectionBanner />
      {hasSession ? (
        <Split id="columns" orientation="horizontal" panes={columns} />
      ) : (
        // Before core has answered nobody knows what is open: an empty window is no jump.
        !connecting && <Welcome />
      )}
      <Dialogs />
      <Notices />
      <DropTarget />
    </div>
  );
}
