import { useState } from 'react';
import { CodeEditor } from '../../inspector/editors/CodeEditor.tsx';
import { unfinishedTexts } from '../../store/draft.ts';
import { parseJson } from '../../store/parseJson.ts';
import { type AppState, useApp } from '../../store/store.ts';
import styles from './Form.module.css';
import type { ControlProps } from './Scalars.tsx';

const keep = (state: AppState) => state.fieldUnfinished;

interface JsonControlProps extends ControlProps {
  path: (string | number)[];
  onSubmit: () => void;
}

/** A value as JSON text. Until the text is JSON, the draft keeps the value it had. */
export function JsonControl({ name, path, value, onChange, onSubmit }: JsonControlProps) {
  const key = JSON.stringify(path);
  const over = value === undefined ? '' : JSON.stringify(value);
  const unfinished = useApp(unfinishedTexts)[key];
  const fieldUnfinished = useApp(keep);
  const [typed, setTyped] = useState('');
  const open = unfinished?.over === over ? unfinished.text : undefined;
  const shown = open ?? (sameValue(typed, over) ? typed : pretty(over));
  const fault = open === undefined ? undefined : parseJson(open);

  const edit = (text: string) => {
    setTyped(text);
    const parsed = text.trim() === '' ? { value: undefined } : parseJson(text);
    if ('problem' in parsed) return fieldUnfinished(key, { text, over });
    fieldUnfinished(key, undefined);
    onChange(parsed.value);
  };
  return (
    <>
      <div className={styles.json}>
        <CodeEditor
          label={name}
          language="json"
          value={shown}
          onChange={edit}
          onSubmit={onSubmit}
          lines={{ min: 1, max: 12 }}
          placeholder="not set; JSON"
        />
      </div>
      {fault && 'problem' in fault && <p className={styles.fault}>{fault.problem}</p>}
    </>
  );
}

const pretty = (text: string) =>
  text === '' ? '' : JSON.stringify(JSON.parse(text) as unknown, null, 2);

/** True when `text` is what `over` says, however it is laid out. */
function sameValue(text: string, over: string): boolean {
  const parsed = parseJson(text);
  return 'value' in parsed && JSON.stringify(parsed.value) === over;
}
