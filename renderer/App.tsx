import { Sidebar } from './sidebar/Sidebar.tsx';
import { Center } from './Center.tsx';
import { Split, type Pane } from './ui/Split.tsx';
import { ConnectionBanner } from './dialogs/ConnectionBanner.tsx';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { DropTarget } from './dialogs/DropTarget.tsx';
import { Notices } from './dialogs/Notices.tsx';
import { Welcome } from './dialogs/Welcome.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { useApp, type AppState } from './store/store.ts';
import { TopBar } from './toolbar/TopBar.tsx';
import styles from './App.module.css';

const selectHasSession = (state: AppState) => state.sessionId !== undefined;
const selectIsConnecting = (state: AppState) => state.connection === 'connecting';

const columns: Pane[] = [
  {
    id: 'sidebar',
    size: 272,
    min: 200,
    keepsPixels: true,
    content: <Sidebar />,
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
        <main className={styles.main}>
          <Split id="columns" orientation="horizontal" panes={columns} />
        </main>
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
