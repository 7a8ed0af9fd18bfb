import { useEffect } from 'react';
import type { TaskInfo } from '../../../core/protocol/model.ts';
import type { HeldPart } from '../../store/holds.ts';
import { breakpointAt } from '../../store/breakpoints.ts';
import { effectOf } from '../../store/conditions.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeEditor } from '../editors/CodeEditor.tsx';
import { Problem } from '../Problem.tsx';
import styles from './Tasks.module.css';

const holdsOf = (state: AppState) => state.holds;
const shown = (state: AppState) => state.holdShown;
const edited = (state: AppState) => state.holdEdited;
const released = (state: AppState) => state.holdReleased;
const release = (state: AppState) => state.release;

/** A task that the gate holds: what it received or gave, and the ways on from there. */
export function HeldTask({ hold }: { hold: NonNullable<TaskInfo['hold']> }) {
  const { hold_id, when, by } = hold;
  const effect = useApp((state) => {
    const breakpoint = by && breakpointAt(state, by);
    return breakpoint && effectOf(breakpoint);
  });
  const known = useApp(holdsOf)[hold_id];
  const show = useApp(shown);
  const edit = useApp(edited);
  const letGoWith = useApp(released);
  const letGo = useApp(release);
  useEffect(() => {
    void show(hold_id);
  }, [show, hold_id]);

  const noun = when === 'before' ? 'input' : 'output';
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
          onSubmit: () => void letGoWith(hold_id, part),
        })}
        lines={{ min: 2, max: 16 }}
      />
    </div>
  );

  return (
    <section className={styles.part} aria-label={`Held ${noun}`}>
      <h3 className={styles.title}>
        {when === 'before' ? 'Held before it runs, with this input' : 'Held with this output'}
      </h3>
      {effect && <p className={styles.by}>{`The breakpoint ${effect}.`}</p>}
      <div className={styles.held}>
        {known?.read.state === 'failed' ? (
          <Problem message={known.read.error.message} hint={known.read.error.hint} />
        ) : read ? (
          editor(
            'value',
            'Held value',
            texts.value ?? JSON.stringify(read.value, null, 2),
            read.problem === undefined && (isEdited || read.stored === undefined),
          )
        ) : (
          <p className={styles.muted}>Reading…</p>
        )}
        {read?.stored !== undefined && isEdited && (
          <p className={styles.heldNote}>
            Written as LangGraph stores it: what JSON has no form for is made of it again.
          </p>
        )}
        {read?.problem && <p className={styles.heldNote}>{read.problem}</p>}
        {texts.output !== undefined && (
          <>
            <p className={styles.heldNote}>The task does not run, and gives this instead:</p>
            {editor('output', 'Output instead', texts.output)}
          </>
        )}
        {known?.problem && <Problem message={known.problem} />}
        <div className={styles.actions}>
          {texts.output === undefined ? (
            <Button look="primary" onClick={() => void letGoWith(hold_id, 'value')}>
              {isEdited ? `Let go with this ${noun}` : 'Let go'}
            </Button>
          ) : (
            <Button look="primary" onClick={() => void letGoWith(hold_id, 'output')}>
              Use this output instead
            </Button>
          )}
          {texts.output !== undefined && (
            <Button onClick={() => edit(hold_id, 'output', undefined)}>Cancel</Button>
          )}
          {texts.output === undefined && !isEdited && read?.stored !== undefined && (
            <Button
              onClick={() => edit(hold_id, 'value', JSON.stringify(read.stored, null, 2))}
            >{`Edit this ${noun}…`}</Button>
          )}
          {texts.output === undefined && isEdited && (
            <Button onClick={() => void letGo(hold_id)}>Let go unchanged</Button>
          )}
          {texts.output === undefined && when === 'before' && (
            <Button onClick={() => edit(hold_id, 'output', 'null')}>Give an output instead…</Button>
          )}
        </div>
      </div>
    </section>
  );
}
