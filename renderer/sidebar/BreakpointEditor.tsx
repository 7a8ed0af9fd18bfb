import { useEffect, useId, useRef, type FormEvent, type KeyboardEvent } from 'react';
import { placeKey } from '../../core/protocol/breakpoint.ts';
import { Problem } from '../inspector/Problem.tsx';
import type { BreakpointDraft } from '../store/breakpoints.ts';
import { conditionFields, type ConditionField } from '../store/conditions.ts';
import { appStore } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { TextArea } from '../ui/TextArea.tsx';
import { useReturnFocus } from '../ui/useReturnFocus.ts';
import hidden from '../ui/Spoken.module.css';
import styles from './BreakpointEditor.module.css';

const labels: Record<ConditionField, string> = {
  condition: 'Condition',
  hitCondition: 'Hit count',
  logMessage: 'Log message',
};

const ofValue: Record<ConditionField, string> = {
  condition: 'messages.length > 3',
  hitCondition: '> 3',
  logMessage: 'At step {step}',
};
const placeholders = {
  before: ofValue,
  after: ofValue,
  error: { ...ofValue, condition: 'error.status === 429', logMessage: '{error.message}' },
};

const known = {
  before: 'An expression knows input, config, hits, and the fields of the input by name.',
  after: 'An expression knows input, output, config, hits, and the fields of the output by name.',
  error: 'An expression knows error, input, config, hits, and the fields of the input by name.',
};

const act = () => appStore().getState();

/** What a breakpoint looks at before it stops, and what it prints in place of that. Enter saves, Escape does not. */
export function BreakpointEditor({ draft }: { draft: BreakpointDraft }) {
  const { when, texts, begin, problem } = draft;
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  useReturnFocus();
  // In an effect: the editor that was open until now gives the focus back first.
  useEffect(() => {
    const field = form.current?.elements.namedItem(begin.field);
    form.current?.parentElement?.scrollIntoView({ block: 'nearest' });
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }, [begin]);

  // Who has begun knows it, and needs the room.
  const isBegun = conditionFields.some((field) => texts[field] !== '');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void act().breakpointDraftSaved();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isField = event.target instanceof HTMLTextAreaElement;
    if (event.key === 'Escape') {
      event.stopPropagation();
      act().breakpointDraftDropped();
    } else if (
      event.key === 'Enter' &&
      isField &&
      !event.shiftKey &&
      !event.nativeEvent.isComposing
    ) {
      event.preventDefault();
      form.current?.requestSubmit();
    }
  };
  return (
    <form
      ref={form}
      className={styles.editor}
      aria-label={`Breakpoint ${placeKey(draft)}`}
      onSubmit={onSubmit}
      onKeyDown={onKeyDown}
    >
      {conditionFields.map((field) => (
        <label key={field} className={styles.field}>
          <span className={styles.label}>{labels[field]}</span>
          <TextArea
            name={field}
            className={styles.text}
            value={texts[field]}
            placeholder={placeholders[when][field]}
            aria-describedby={`${id}-known`}
            onChange={(event) => act().breakpointDraftChanged({ [field]: event.target.value })}
          />
        </label>
      ))}
      <p id={`${id}-known`} className={cx(styles.known, isBegun && hidden.spoken)}>
        {known[when]}
      </p>
      {problem && <Problem {...problem} />}
      <footer className={styles.actions}>
        <Button onClick={() => act().breakpointDraftDropped()}>Cancel</Button>
        <Button look="primary" type="submit">
          Save
        </Button>
      </footer>
    </form>
  );
}
