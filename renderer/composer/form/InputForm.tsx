import { useId } from 'react';
import { parseJson } from '../../store/parseJson.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Field } from './Field.tsx';
import styles from './Form.module.css';
import type { Schema } from './schema.ts';

interface InputFormProps {
  schema: Schema;
  /** The draft: JSON text, of which the form is another view. */
  text: string;
  onChange: (text: string) => void;
  /** Ctrl or Cmd + Enter. */
  onSubmit: () => void;
}

/** The draft by the schema of the input. Everything in it is shown; nothing changes that was not touched. */
export function InputForm({ schema, text, onChange, onSubmit }: InputFormProps) {
  const id = useId();
  const parsed = text.trim() === '' ? { value: {} } : parseJson(text);
  if ('problem' in parsed) {
    return (
      <EmptyState title="The form can show the input once it is JSON.">{parsed.problem}</EmptyState>
    );
  }
  return (
    <div
      className={styles.form}
      role="form"
      aria-label="Input form"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onSubmit();
      }}
    >
      <Field
        form={{ root: schema, id, submit: onSubmit }}
        path={[]}
        schema={schema}
        value={parsed.value}
        onChange={(next) => onChange(JSON.stringify(next ?? null, null, 2))}
      />
    </div>
  );
}
