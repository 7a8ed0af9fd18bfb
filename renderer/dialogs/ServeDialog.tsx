import { useState, type FormEvent } from 'react';
import type { WireError } from '../../core/protocol/errors.ts';
import { API_PORT, readPort } from '../../core/protocol/port.ts';
import { activeSession } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './ServeDialog.module.css';

type Failure = Pick<WireError, 'message' | 'hint'>;

const selectServe = (state: AppState) => state.serveProject;
const selectClose = (state: AppState) => state.dialogClosed;
const selectName = (state: AppState) => activeSession(state)?.project.name;

/** Asks for the port, and says here why it could not be had. */
export function ServeDialog() {
  const serve = useApp(selectServe);
  const close = useApp(selectClose);
  const name = useApp(selectName);
  const [text, setText] = useState(String(API_PORT));
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const port = readPort(text.trim() || '0');
    if (port === undefined) return setFailure(noPort(text.trim()));
    setBusy(true);
    const refused = await serve(port);
    setBusy(false);
    setFailure(refused);
    if (!refused) close();
  };
  return (
    <Dialog title="Serve this project" width={440} onClose={close}>
      <form className={styles.serve} onSubmit={(event) => void submit(event)}>
        <p className={styles.text}>
          Puts {name} behind the LangGraph API on this machine. The runs its clients start appear
          here and stop at your breakpoints.
        </p>
        <div className={styles.line}>
          <label htmlFor="apiPort">Port</label>
          <TextField
            id="apiPort"
            className={styles.port}
            inputMode="numeric"
            placeholder="Any free one"
            aria-invalid={failure !== undefined}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" look="primary" disabled={busy}>
            Serve
          </Button>
        </div>
        {failure && <Alert message={failure.message} hint={failure.hint} />}
        <p className={styles.hint}>
          Programs and pages of this machine may use it; pages from elsewhere when Settings allows
          their origin.
        </p>
      </form>
    </Dialog>
  );
}

const noPort = (text: string): Failure => ({
  message: `${text} is not a port.`,
  hint: 'Give a number up to 65535, or leave it empty for any free one.',
});
