import type { Settings } from '../../core/protocol/model.ts';
import { activeSession } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './SettingsDialog.module.css';
import { TextSetting } from './TextSetting.tsx';

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
  const runner = useApp(activeSession)?.runner;
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
        <TextSetting
          id="nodePath"
          label="Node.js"
          value={settings.nodePath}
          placeholder="The one on the PATH"
          save={(nodePath) => change({ nodePath })}
        >
          Runs the graphs; version 18 or later. Holds from the next reload on.
          {runner && ` Now ${runner.nodeVersion}, ${runner.nodePath}.`}
        </TextSetting>
        <TextSetting
          id="allowedOrigins"
          label="Allowed origins"
          value={settings.allowedOrigins.join('\n')}
          multiline
          placeholder="https://app.example.com"
          save={(text) => change({ allowedOrigins: text === '' ? [] : text.split('\n') })}
        >
          Web pages that may use a served project, one origin a line. Pages of this machine
          (localhost) always may.
        </TextSetting>
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
