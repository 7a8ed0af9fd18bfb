import type { LoadProblem as Problem } from '../../core/protocol/model.ts';
import { activeSession } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import styles from './LoadProblem.module.css';

const selectOpenProject = (state: AppState) => state.openProject;
const selectDialogOpened = (state: AppState) => state.dialogOpened;
const selectTarget = (state: AppState) => activeSession(state)?.project.target;
const selectInstall = (state: AppState) => state.installMissing;
const selectReload = (state: AppState) => state.reloadProject;

/** Stands where the graph would be: why it is not there, where in the source, and what to do. */
export function LoadProblem({ problem }: { problem: Problem }) {
  const openProject = useApp(selectOpenProject);
  const reload = useApp(selectReload);
  const install = useApp(selectInstall);
  const openDialog = useApp(selectDialogOpened);
  const target = useApp(selectTarget);
  const { message, hint, file, line, column, codeFrame, stack, choices = [] } = problem;
  const place = file && [file, line, column].filter((part) => part !== undefined).join(':');
  return (
    <section className={styles.problem} aria-label="Load problem">
      <div className={styles.body}>
        <h2 className={styles.message}>
          <StatusMark status="error" size={15} className={styles.mark} />
          {message}
        </h2>
        <p className={styles.hint}>{hint}</p>
        {place && <p className={styles.place}>{place}</p>}
        {codeFrame && <pre className={styles.frame}>{codeFrame}</pre>}
        {choices.length > 0 && (
          <div className={styles.choices}>
            {choices.map(({ label, target }) => (
              <Button key={target} onClick={() => void openProject(target)}>
                {label}
              </Button>
            ))}
          </div>
        )}
        {stack && (
          <details className={styles.stack}>
            <summary>Stack</summary>
            <pre>{stack}</pre>
          </details>
        )}
        <div className={styles.choices}>
          {problem.install && (
            <Button look="primary" onClick={() => void install()}>
              Install
            </Button>
          )}
          {problem.code === 'serverRefused' && (
            <Button look="primary" onClick={() => openDialog('open', target)}>
              Give a key…
            </Button>
          )}
          {choices.length === 0 && <Button onClick={() => void reload()}>Reload</Button>}
        </div>
      </div>
    </section>
  );
}
