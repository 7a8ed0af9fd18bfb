import { useState, type FormEvent } from 'react';
import type { WireError } from '../../core/protocol/errors.ts';
import { appStore } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import { Button } from '../ui/Button.tsx';
import { TextArea } from '../ui/TextArea.tsx';
import styles from './SettingsDialog.module.css';

const toText = (origins: string[]) => origins.join('\n');
const toOrigins = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Kept only when core reads each line as an origin. */
export function AllowedOrigins({ origins }: { origins: string[] }) {
  const [text, setText] = useState(toText(origins));
  const [problem, setProblem] = useState<WireError>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const refused = await appStore()
      .getState()
      .updateSettings({ allowedOrigins: toOrigins(text) });
    setProblem(refused);
    if (!refused) setText(toText(appStore().getState().settings.allowedOrigins));
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label className={styles.label} htmlFor="allowedOrigins">
        Allowed origins
      </label>
      <div className={styles.line}>
        <TextArea
          id="allowedOrigins"
          className={styles.path}
          value={text}
          placeholder="https://app.example.com"
          aria-invalid={problem !== undefined}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={toText(toOrigins(text)) === toText(origins)}>
          Save
        </Button>
      </div>
      <p className={styles.hint}>
        Web pages that may use a served project, one origin a line. Pages of this machine
        (localhost) always may.
      </p>
      {problem && <Alert message={problem.message} hint={problem.hint} />}
    </form>
  );
}
