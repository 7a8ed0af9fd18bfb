import { plainText } from '../output/ansi.ts';
import { activeSession } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import styles from './Loading.module.css';

const selectName = (state: AppState) => activeSession(state)?.project.name;
const selectCanEnd = (state: AppState) => activeSession(state)?.capabilities.restart === true;
const selectSaid = (state: AppState) => state.output[state.sessionId ?? '']?.at(-1)?.text;
const selectStop = (state: AppState) => state.killRunner;

/** Stands where the graph will be while there is none yet: what is being started, and what it printed last. */
export function Loading() {
  const name = useApp(selectName);
  const canEnd = useApp(selectCanEnd);
  const said = useApp(selectSaid);
  const stop = useApp(selectStop);
  return (
    <section className={styles.loading} aria-label="Loading">
      <p className={styles.what}>
        <StatusMark status="running" size={14} />
        Starting {name}…
      </p>
      {said && <p className={styles.said}>{plainText(said)}</p>}
      {canEnd && <Button onClick={() => void stop()}>Stop</Button>}
    </section>
  );
}
