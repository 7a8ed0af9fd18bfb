import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { activeGraph, activeTasks, activeThread } from '../../store/selectors.ts';
import { activeEdit, emptyEdit } from '../../store/editing.ts';
import { parseJson } from '../../store/parseJson.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Select } from '../../ui/Select.tsx';
import { CodeEditor } from '../editors/CodeEditor.tsx';
import { Problem } from '../Problem.tsx';
import type { Moment } from '../useMoment.ts';
import { nodeNames, openSubgraphs, START, stoppedBefore } from './asNode.ts';
import { ChannelChips } from './ChannelChips.tsx';
import styles from './StateEditor.module.css';

const change = (state: AppState) => state.editChanged;
const apply = (state: AppState) => state.updateApplied;
const close = (state: AppState) => state.editEnded;

/** Select options can't be empty. No node can have this name. */
const DECIDE = 'LangGraph decides';

/** Changes the state of the moment shown, as one of its nodes: LangGraph's `updateState`. */
export function StateEditor({ moment }: { moment: Moment }) {
  const graph = useApp(activeGraph);
  const thread = useApp(activeThread);
  const { text, asNode: given } = useApp(activeEdit) ?? emptyEdit;
  const edit = useApp(change);
  const update = useApp(apply);
  const end = useApp(close);
  const [caret, setCaret] = useState<{ offset: number }>({ offset: 1 });
  const [problem, setProblem] = useState<{ message: string; hint?: string }>();
  const [applying, setApplying] = useState(false);
  const effectId = useId();

  const names = nodeNames(graph, moment.row.checkpoint_ns);
  const asNode = given ?? stoppedBefore(moment, thread) ?? DECIDE;
  const held = thread?.stopped?.held ?? false;
  const running = thread?.state === 'running';
  const tasks = useApp(activeTasks);
  const leftBehind =
    asNode === START ? [] : openSubgraphs(tasks, moment.row).filter((name) => name !== asNode);

  const edited = (next: string) => {
    edit({ text: next });
    setProblem(undefined);
  };
  const submit = async (andContinue: boolean) => {
    const parsed = parseJson(text);
    if ('problem' in parsed) return setProblem({ message: parsed.problem });
    setApplying(true);
    const refused = await update({
      values: parsed.value,
      asNode: asNode === DECIDE ? undefined : asNode,
      andContinue,
    });
    setApplying(false);
    setProblem(refused);
  };

  return (
    <section className={styles.panel} aria-label="Edit state">
      <header className={styles.header}>
        <span className={styles.caption} aria-hidden>
          Update as
        </span>
        <Select
          label="As node"
          value={asNode}
          onChange={(next) => {
            edit({ asNode: next });
            setProblem(undefined);
          }}
          options={[
            { value: DECIDE, label: DECIDE },
            ...names.map((name) => ({ value: name, label: name })),
            { value: START, label: 'START', note: 'as input' },
          ]}
        />
        <IconButton label="Close the editor" className={styles.close} onClick={end}>
          <X size={14} />
        </IconButton>
      </header>
      <p id={effectId} className={styles.effect}>
        {effectOf(asNode, held)}
        {leftBehind.length > 0 && ` What ${leftBehind.join(', ')} did so far is left behind.`}
      </p>
      <ChannelChips
        moment={moment}
        asNode={asNode}
        text={text}
        onInsert={(inserted) => {
          edited(inserted.text);
          setCaret({ offset: inserted.offset });
        }}
        onRefuse={(message) => setProblem({ message })}
      />
      <div className={styles.editor}>
        <CodeEditor
          label="State update"
          language="json"
          value={text}
          onChange={edited}
          onSubmit={() => void submit(false)}
          lines={{ min: 4, max: 16 }}
          caret={caret}
        />
      </div>
      {problem && <Problem {...problem} />}
      <footer className={styles.actions}>
        <Button
          look="primary"
          disabled={applying || (running && !held)}
          aria-describedby={effectId}
          onClick={() => void submit(true)}
        >
          Apply and continue
        </Button>
        <Button disabled={applying || (running && !held)} onClick={() => void submit(false)}>
          Apply
        </Button>
        {running && !held && <span className={styles.caption}>The thread is running.</span>}
      </footer>
    </section>
  );
}

/** What the update will mean, so that nobody is surprised that a node is skipped. */
function effectOf(asNode: string, held: boolean): string {
  const ends = held ? ' The held task is let go of; it has written nothing.' : '';
  if (asNode === DECIDE) return `Counts as from the node that ran last.${ends}`;
  if (asNode === START) return `Counts as new input: the graph begins again from START.${ends}`;
  return `Counts as the output of ${asNode}: what follows ${asNode} runs next.${ends}`;
}
