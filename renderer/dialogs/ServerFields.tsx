import { useApp, type AppState } from '../store/store.ts';
import { TextArea } from '../ui/TextArea.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './OpenDialog.module.css';

/** What was typed for a server. */
export interface ServerDraft {
  apiKey: string;
  /** One `Name: value` a line. */
  headers: string;
}

const selectAreKept = (state: AppState) => state.keepsKeys ?? false;

/** What a server may want to see beside its address. */
export function ServerFields(props: {
  draft: ServerDraft;
  problem?: string;
  onChange: (change: Partial<ServerDraft>) => void;
}) {
  const { draft, problem, onChange } = props;
  const areKept = useApp(selectAreKept);
  return (
    <div className={styles.server}>
      <TextField
        type="password"
        autoComplete="off"
        aria-label="API key"
        placeholder="API key, where the server wants one"
        value={draft.apiKey}
        onChange={(event) => onChange({ apiKey: event.target.value })}
      />
      <TextArea
        aria-label="Other headers"
        aria-invalid={problem !== undefined}
        aria-describedby="server-fields-note"
        placeholder="Other headers, one a line: Authorization: Bearer …"
        value={draft.headers}
        onChange={(event) => onChange({ headers: event.target.value })}
      />
      <p id="server-fields-note" className={problem ? styles.problem : styles.note}>
        {problem ??
          (areKept
            ? "Kept in the system's secret storage, for this address."
            : 'Kept in memory until Retrograph ends.')}
      </p>
    </div>
  );
}
