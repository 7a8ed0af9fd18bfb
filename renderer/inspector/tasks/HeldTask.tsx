import { useEffect } from 'react';
import type { TaskInfo } from '../../../core/protocol/model.ts';
import type { HeldPart } from '../../store/holds.ts';
import { breakpointAt } from '../../store/breakpoints.ts';
import { effectOf } from '../../store/conditions.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { CodeEditor } from '../editors/CodeEditor.tsx';
import { Problem } from '../Problem.tsx';
import { HeldActions } from './HeldActions.tsx';
import styles from './Tasks.module.css';

const holdsOf = (state: AppState) => state.holds;
const shown = (state: AppState) => state.holdShown;
const edited = (state: AppState) => state.holdEdited;
const released = (state: AppState) => state.holdReleased;

const titles = {
  before: 'Held before it runs, with this input',
  after: 'Held with this output',
  error: 'Held where it failed, with this input',
};

/** A task that the gate holds: what it received or gave, and the ways on from there. */
export function HeldTask({ hold }: { hold: NonNullable<TaskInfo['hold']> }) {
  const { hold_id, when, by, written = false } = hold;
  const effect = useApp((state) => {
    const breakpoint = by && breakpointAt(state, by);
    return breakpoint && effectOf(breakpoint);
  });
  const known = useApp(holdsOf)[hold_id];
  const show = useApp(shown);
  const edit = useApp(edited);
  const letGoWith = useApp(released);
  useEffect(() => {
    void show(hold_id);
  }, [show, hold_id]);

  const noun = when === 'after' ? 'output' : 'input';
  const own = when === 'error' && !written ? 'again' : 'value';
  const read = known?.read.state === 'ready' ? known.read.value : undefined;
  const texts = known?.texts ?? {};
  const isEdited = texts.value !== undefined;
  const editor = (part: HeldPart, label: string, text: string, editable = true) => (
    <div className={styles.editor}>
      <CodeEditor
        label={label}
        language="json"
        value={text}
        {...(editable && {
          onChange: (next: string) => edit(hold_id, part, next),
          onSubmit: () => void letGoWith(hold_id, part === 'value' ? own : part),
        })}
        lines={{ min: 2, max: 16 }}
      />
    </div>
  );

  return (
    <section className={styles.part} aria-label={`Held ${noun}`}>
      <h3 className={styles.title}>{titles[when]}</h3>
      {effect && <p className={styles.by}>{`The breakpoint ${effect}.`}</p>}
      <div className={styles.held}>
        {known?.read.state === 'failed' ? (
          <Problem message={known.read.error.message} hint={known.read.error.hint} />
        ) : read ? (
          editor(
            'value',
            'Held value',
            texts.value ?? JSON.stringify(read.value, null, 2),
            !written && read.problem === undefined && (isEdited || read.stored === undefined),
          )
        ) : (
          <p className={styles.muted}>Reading…</p>
        )}
        {read?.stored !== undefined && isEdited && (
          <p className={styles.heldNote}>
            Written as LangGraph stores it: what JSON has no form for is made of it again.
          </p>
        )}
        {written && (
          <p className={styles.heldNote}>
            {when === 'error'
              ? 'It failed in what comes after its own code, such as a router: what it gave is written already.'
              : 'It is written, and the graph goes on by it.'}
          </p>
        )}
        {!written && read?.problem && <p className={styles.heldNote}>{read.problem}</p>}
        {texts.output !== undefined && (
          <>
            <p className={styles.heldNote}>
              {when === 'error'
                ? 'The task gives this in place of its error:'
                : 'The task does not run, and gives this instead:'}
            </p>
            {editor('output', 'Output instead', texts.output)}
          </>
        )}
        {known?.problem && <Problem message={known.problem} />}
        <HeldActions hold={hold} noun={noun} own={own} />
      </div>
    </section>
  );
}
