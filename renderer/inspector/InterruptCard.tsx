import type { Interrupt, Json } from '../../core/protocol/model.ts';
import { type AnswerKind, answerTo, kindOf } from '../store/answers.ts';
import { type AppState, useApp } from '../store/store.ts';
import { Choice } from '../ui/Choice.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import { CodeEditor } from './editors/CodeEditor.tsx';
import { LongText } from './messages/LongText.tsx';
import { Problem } from './Problem.tsx';
import { RunButton } from './RunButton.tsx';
import styles from './Interrupts.module.css';

const answers = (state: AppState) => state.answers;
const problems = (state: AppState) => state.answerProblems;
const changed = (state: AppState) => state.answerChanged;
const send = (state: AppState) => state.answersSent;

const kinds: { value: AnswerKind; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
  { value: 'boolean', label: 'Yes / no' },
];

/** One pending interrupt: what it asks, and the value its `interrupt()` is to return. */
export function InterruptCard({ interrupt }: { interrupt: Interrupt }) {
  const { id, node, value } = interrupt;
  const answer = answerTo(useApp(answers), id);
  const problem = useApp(problems)[id];
  const change = useApp(changed);
  const resume = useApp(send);
  const kind = kindOf(answer);
  const submit = () => void resume([id]);
  return (
    <article className={styles.card} aria-label={`Interrupt in ${node}`}>
      <header className={styles.header}>
        <StatusMark status="interrupted" />
        <span className={styles.node}>{node}</span>
        <span className={styles.asks}>waits for an answer</span>
      </header>
      <Payload value={value} />
      <div className={styles.answer}>
        {kind === 'boolean' ? (
          <div className={styles.yesNo}>
            <Choice
              label="Resume value"
              value={answer.yes ? 'yes' : 'no'}
              options={[
                { value: 'yes', label: 'Yes' },
                { value: 'no', label: 'No' },
              ]}
              onChange={(next) => change(id, { yes: next === 'yes' })}
            />
          </div>
        ) : (
          <div className={styles.editor}>
            <CodeEditor
              label="Resume value"
              language={kind === 'json' ? 'json' : 'plaintext'}
              value={answer.text}
              onChange={(text) => change(id, { text })}
              onSubmit={submit}
              lines={{ min: 2, max: 10 }}
              placeholder={kind === 'json' ? '{"…": "…"}' : 'The value that interrupt() returns'}
            />
          </div>
        )}
        {problem && <Problem message={problem} />}
      </div>
      <footer className={styles.actions}>
        <Choice
          label="Kind of value"
          value={kind}
          options={kinds}
          onChange={(next) => change(id, { kind: next })}
        />
        <RunButton className={styles.resume} onClick={submit}>
          Resume
        </RunButton>
      </footer>
    </article>
  );
}

function Payload({ value }: { value: Json }) {
  if (value === null) return null;
  if (typeof value === 'string') {
    return (
      <div className={styles.question}>
        <LongText text={value} shown={600} />
      </div>
    );
  }
  return <pre className={styles.payload}>{JSON.stringify(value, null, 2)}</pre>;
}
