import { SlidersHorizontal } from 'lucide-react';
import { useEffect } from 'react';
import { CodeEditor } from '../inspector/editors/CodeEditor.tsx';
import { Problem } from '../inspector/Problem.tsx';
import { hasRunConfig, runConfigProblem, runConfigText } from '../store/runConfig.ts';
import { draftKey } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './Composer.module.css';

const isShown = (state: AppState) => state.runConfigShown;
const toggle = (state: AppState) => state.runConfigToggled;
const load = (state: AppState) => state.loadRunConfig;
const change = (state: AppState) => state.runConfigChanged;

const EXAMPLE = '{ "context": {}, "configurable": {}, "recursionLimit": 50 }';

/** Shows what runs are given beside their input, and whether that is anything. */
export function RunConfigButton() {
  const key = useApp(draftKey);
  const shown = useApp(isShown);
  const has = useApp(hasRunConfig);
  const onClick = useApp(toggle);
  const read = useApp(load);
  useEffect(() => void read(key), [key, read]);
  return (
    <IconButton
      label="Run config"
      aria-pressed={shown}
      className={cx(styles.config, has && styles.given)}
      onClick={onClick}
    >
      <SlidersHorizontal size={14} />
    </IconButton>
  );
}

/** The config of every run of the graph: LangGraph's `context`, `configurable` and `recursionLimit`. */
export function RunConfigEditor({ onSubmit }: { onSubmit: () => void }) {
  const text = useApp(runConfigText);
  const problem = useApp(runConfigProblem);
  const edit = useApp(change);
  return (
    <div className={styles.configEditor}>
      <div className={styles.editor}>
        <CodeEditor
          label="Run config JSON"
          language="json"
          value={text}
          onChange={(next) => void edit(next)}
          onSubmit={onSubmit}
          placeholder={EXAMPLE}
        />
      </div>
      {problem && <Problem message={problem} />}
    </div>
  );
}
