import { useApp, type AppState } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import styles from './Notices.module.css';

const selectNotices = (state: AppState) => state.notices;
const selectDismiss = (state: AppState) => state.dismissNotice;

/** The commands that failed, until they are dismissed. */
export function Notices() {
  const notices = useApp(selectNotices);
  const dismiss = useApp(selectDismiss);
  return (
    <div className={styles.notices}>
      {notices.map(({ id, message, hint }) => (
        <Alert key={id} message={message} hint={hint} onDismiss={() => dismiss(id)} />
      ))}
    </div>
  );
}
