import { useState, type FormEvent } from 'react';
import type { Settings } from '../../core/protocol/model.ts';
import { activeSession } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import { AllowedOrigins } from './AllowedOrigins.tsx';
import styles from './SettingsDialog.module.css';

const themes: [Settings['theme'], string][] = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];
const selectSettings = (state: AppState) => state.settings;
const selectChange = (state: AppState) => state.updateSettings;
const selectClose = (state: AppState) => state.dialogClosed;
const selectDataDir = (state: AppState) => state.dataDir;
const selectVersion = (state: AppState) => state.version;

/** What is the same for every project. Changes hold at once. */
export function SettingsDialog() {
  const settings = useApp(selectSettings);
  const change = useApp(selectChange);
  const close = useApp(selectClose);
  const dataDir = useApp(selectDataDir);
  const version = useApp(selectVersion);
  return (
    <Dialog title="Settings" width={480} onClose={close}>
      <div className={styles.settings}>
        <fieldset className={styles.themes}>
          <legend className={styles.label}>Theme</legend>
          {themes.map(([theme, name]) => (
            <label key={theme} className={styles.theme}>
              <input
                type="radio"
                name="theme"
                checked={settings.theme === theme}
                onChange={() => void change({ theme })}
              />
              {name}
            </label>
          ))}
        </fieldset>
        <NodePath path={settings.nodePath} />
        <AllowedOrigins origins={settings.allowedOrigins} />
        <dl className={styles.facts}>
          <dt>Data</dt>
          <dd>{dataDir}</dd>
          <dt>Version</dt>
          <dd>{version}</dd>
        </dl>
      </div>
    </Dialog>
  );
}

/** Kept only when core finds a Node.js there. */
function NodePath({ path }: { path: string }) {
  const change = useApp(selectChange);
  const runner = useApp(activeSession)?.runner;
  const [text, setText] = useState(path);
  const [problem, setProblem] = useState<{ message: string; hint: string }>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(await change({ nodePath: text.trim() }));
  };
  return (
    <form className={styles.node} onSubmit={(event) => void submit(event)}>
      <label className={styles.label} htmlFor="nodePath">
        Node.js
      </label>
      <div className={styles.line}>
        <TextField
          id="nodePath"
          className={styles.path}
          value={text}
          placeholder="The one on the PATH"
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={text.trim() === path}>
          Save
        </Button>
      </div>
      <p className={styles.hint}>
        Runs the graphs; version 18 or later. Holds from the next reload on.
        {runner && ` Now ${runner.nodeVersion}, ${runner.nodePath}.`}
      </p>
      {problem && <Alert message={problem.message} hint={problem.hint} />}
    </form>
  );
}
