import { useState, type FormEvent, type ReactNode } from 'react';
import type { WireError } from '../../core/protocol/errors.ts';
import { Alert } from '../ui/Alert.tsx';
import { Button } from '../ui/Button.tsx';
import { TextArea } from '../ui/TextArea.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './SettingsDialog.module.css';

interface TextSettingProps {
  id: string;
  label: string;
  /** As it is kept. */
  value: string;
  /** More than one line can be given. */
  multiline?: boolean;
  placeholder: string;
  /** Answers why it is not kept. */
  save: (text: string) => Promise<WireError | undefined>;
  /** What it is for. */
  children: ReactNode;
}

const tidied = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

/** A setting of text, kept only when core takes it; what is refused stays to be mended. */
export function TextSetting(props: TextSettingProps) {
  const { id, label, value, multiline = false, placeholder, save, children } = props;
  const [draft, setDraft] = useState<string>();
  const [problem, setProblem] = useState<WireError>();
  const text = draft ?? value;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const refused = await save(tidied(text));
    setProblem(refused);
    if (!refused) setDraft(undefined);
  };
  const Field = multiline ? TextArea : TextField;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.line}>
        <Field
          id={id}
          className={styles.path}
          value={text}
          placeholder={placeholder}
          aria-invalid={problem !== undefined}
          onChange={(event: { target: { value: string } }) => setDraft(event.target.value)}
        />
        <Button type="submit" disabled={tidied(text) === value}>
          Save
        </Button>
      </div>
      <p className={styles.hint}>{children}</p>
      {problem && <Alert message={problem.message} hint={problem.hint} />}
    </form>
  );
}
