import { History, Play } from 'lucide-react';
import { useEffect } from 'react';
import type { Json } from '../../core/protocol/model.ts';
import { CodeEditor } from '../inspector/editors/CodeEditor.tsx';
import { Problem } from '../inspector/Problem.tsx';
import { RunButton } from '../inspector/RunButton.tsx';
import { draftText, earlierInputs, type InputView } from '../store/draft.ts';
import { activeGraph, activeSession, draftKey, whyNot } from '../store/selectors.ts';
import { type AppState, useApp } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import styles from './Composer.module.css';
import { InputForm } from './form/InputForm.tsx';
import { formSchemaOf } from './form/schema.ts';
import { RunConfigButton, RunConfigEditor } from './RunConfig.tsx';

const change = (state: AppState) => state.draftChanged;
const run = (state: AppState) => state.runDraft;
const loadInputs = (state: AppState) => state.loadInputs;
const problemOf = (state: AppState) => state.draftProblem;
const viewOf = (state: AppState) => state.inputView;
const chooseView = (state: AppState) => state.inputViewChosen;

const configShownOf = (state: AppState) => state.runConfigShown;
const reloadOf = (state: AppState) => state.reloadProject;
/** Its graph is not there, and a run config would be used. */
const hasFailed = (state: AppState) =>
  activeSession(state)?.problem !== undefined && whyNot('run')(state) === undefined;

const views: { value: InputView; label: string }[] = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
];

const oneLine = (input: Json) => {
  const text = JSON.stringify(input);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

/** What a factory makes the graph with may be what it lacks. */
function NotLoaded() {
  const key = useApp(draftKey);
  const failed = useApp(hasFailed);
  const configShown = useApp(configShownOf);
  const reload = useApp(reloadOf);
  return (
    <>
      <div className={styles.editor}>
        {failed && configShown ? (
          <RunConfigEditor key={key} onSubmit={() => void reload()} />
        ) : (
          <EmptyState title="The input appears here when a graph is loaded." />
        )}
      </div>
      {failed && (
        <footer className={styles.actions}>
          <RunConfigButton />
          {configShown && (
            <Button className={styles.run} onClick={() => void reload()}>
              Reload with this config
            </Button>
          )}
        </footer>
      )}
    </>
  );
}

/** What the next run is given. */
export function Composer() {
  const key = useApp(draftKey);
  const text = useApp(draftText);
  const inputs = useApp(earlierInputs);
  const problem = useApp(problemOf);
  const graph = useApp(activeGraph);
  const view = useApp(viewOf);
  const choose = useApp(chooseView);
  const edit = useApp(change);
  const start = useApp(run);
  const load = useApp(loadInputs);
  const ready = Boolean(graph);
  const schema = graph ? formSchemaOf(graph) : undefined;
  const configShown = useApp(configShownOf);
  const submit = () => void start();

  useEffect(() => {
    if (ready) void load(key);
  }, [key, ready, load]);

  return (
    <section className={styles.composer} aria-label="Input">
      {ready ? (
        <>
          <div className={styles.editor}>
            {configShown ? (
              <RunConfigEditor key={key} onSubmit={submit} />
            ) : schema && view === 'form' ? (
              <InputForm key={key} schema={schema} text={text} onChange={edit} onSubmit={submit} />
            ) : (
              <CodeEditor
                key={key}
                label="Input JSON"
                language="json"
                value={text}
                onChange={edit}
                onSubmit={submit}
              />
            )}
          </div>
          {problem && !configShown && <Problem message={problem} />}
          <footer className={styles.actions}>
            <Menu
              entries={inputs.map((input, index) => ({
                label: oneLine(input),
                note: index === 0 ? 'last' : undefined,
                onSelect: () => edit(JSON.stringify(input, null, 2)),
              }))}
            >
              <IconButton label="Earlier inputs" disabled={inputs.length === 0}>
                <History size={14} />
              </IconButton>
            </Menu>
            <RunConfigButton />
            {schema && !configShown && (
              <Choice label="Show input as" value={view} options={views} onChange={choose} />
            )}
            <RunButton className={styles.run} onClick={submit}>
              <Play size={12} aria-hidden />
              Run with this input
            </RunButton>
          </footer>
        </>
      ) : (
        <NotLoaded />
      )}
    </section>
  );
}
