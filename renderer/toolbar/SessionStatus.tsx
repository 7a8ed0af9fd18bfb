import { describeStatus, sessionState } from '../../core/protocol/status.ts';
import { activeSession, activeThread } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { StatusMark, type Status } from '../ui/StatusMark.tsx';
import styles from './SessionStatus.module.css';

const selectText = (state: AppState) => describeStatus(activeSession(state), activeThread(state));
const selectIsOpen = (state: AppState) => activeSession(state) !== undefined;
const selectMark = (state: AppState): Status => {
  const thread = activeThread(state);
  const session = activeSession(state);
  switch (sessionState(session, thread)) {
    case 'starting':
    case 'running':
      return 'running';
    case 'idle':
      return session?.problem ? 'error' : 'idle';
    case 'terminated':
      return 'cancelled';
    case 'stopped':
      break;
  }
  if (thread?.stopped?.reason === 'exception') return 'error';
  if (thread?.stopped?.reason === 'interrupt') return 'interrupted';
  return 'held';
};

/** In words: what the session does, where it stopped, and why. */
export function SessionStatus() {
  const text = useApp(selectText);
  const mark = useApp(selectMark);
  const isOpen = useApp(selectIsOpen);
  if (!isOpen) return null;
  return (
    <div className={styles.status} data-mark={mark} title={text}>
      <StatusMark status={mark} />
      <span role="status" aria-label="Session status" className={styles.text}>
        {text}
      </span>
    </div>
  );
}
