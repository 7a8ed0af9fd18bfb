import { useState } from 'react';
import type { TaskInfo } from '../../../core/protocol/model.ts';
import { parseJson } from '../../store/parseJson.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeEditor } from '../editors/CodeEditor.tsx';
import { Problem } from '../Problem.tsx';
import { useValues } from '../useValues.ts';
import { taskPlace } from './taskPlace.ts';
import styles from './Tasks.module.css';

const release = (state: AppState) => state.release;

interface HeldTaskProps {
  task: TaskInfo;
  hold: NonNullable<TaskInfo['hold']>;
  sessionId: string;
}

/** A task that the gate holds: it goes on as it is, or with another input or output. */
export function HeldTask({ task, hold, sessionId }: HeldTaskProps) {
  const letGo = useApp(release);
  const [editing, setEditing] = useState(false);
  const noun = hold.when === 'before' ? 'input' : 'output';
  return (
    <>
      <div className={styles.actions}>
        <Button look="primary" onClick={() => void letGo(hold.hold_id)}>
          Let it go
        </Button>
        <Button onClick={() => setEditing(!editing)} aria-expanded={editing}>
          Edit its {noun}
        </Button>
      </div>
      {editing && <HeldValue task={task} hold={hold} sessionId={sessionId} />}
    </>
  );
}

function HeldValue({ task, hold, sessionId }: HeldTaskProps) {
  const letGo = useApp(release);
  const values = useValues();
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const part = hold.when === 'before' ? 'input' : 'writes';
  const whole = values.whole(taskPlace(sessionId, task, part));
  if (whole.state === 'loading') return <p className={styles.muted}>Reading…</p>;
  const read = whole.state === 'ready' ? JSON.stringify(whole.value, null, 2) : 'null';
  const text = typed ?? read;
  const send = () => {
    const parsed = parseJson(text);
    if ('problem' in parsed) setProblem(parsed.problem);
    else void letGo(hold.hold_id, parsed.value);
  };
  return (
    <div className={styles.held}>
      {whole.state === 'failed' && <Problem message={whole.error.message} />}
      <div className={styles.editor}>
        <CodeEditor
          label="Held value"
          language="json"
          value={text}
          onChange={(next) => {
            setTyped(next);
            setProblem(undefined);
          }}
          onSubmit={send}
          lines={{ min: 3, max: 16 }}
        />
      </div>
      {problem && <Problem message={problem} />}
      <div className={styles.actions}>
        <Button look="primary" onClick={send}>
          Let it go with this
        </Button>
      </div>
    </div>
  );
}
