import { FolderOpen } from 'lucide-react';
import { commandOf } from '../palette/commands.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { Logo } from '../ui/Logo.tsx';
import { Recents } from './Recents.tsx';
import styles from './Welcome.module.css';

const selectOpenProject = (state: AppState) => state.openProject;
const selectDialogOpened = (state: AppState) => state.dialogOpened;
const selectExamples = (state: AppState) => state.examples;

/** What is there when nothing is open. */
export function Welcome() {
  const openProject = useApp(selectOpenProject);
  const dialogOpened = useApp(selectDialogOpened);
  const examples = useApp(selectExamples);
  const [openKeys = ''] = commandOf('open').keys ?? [];
  return (
    <main className={styles.welcome}>
      <div className={styles.body}>
        <h1 className={styles.title}>
          <Logo size={34} />
          Retrograph
        </h1>
        <p className={styles.about}>
          Open a LangGraph module or langgraph.json, the address of a server, or a checkpoint
          database; or drop a file on this window.
        </p>
        <div className={styles.actions}>
          <Button look="primary" onClick={() => dialogOpened('open')}>
            <FolderOpen size={14} />
            Open…
            <Kbd keys={openKeys} />
          </Button>
          {examples && (
            <Button onClick={() => void openProject(examples)}>Open the examples</Button>
          )}
        </div>
        <div className={styles.recents}>
          <Recents title="Recent" most={8} onOpen={(target) => void openProject(target)} />
        </div>
      </div>
    </main>
  );
}
