import { useState } from 'react';
import type { Json } from '../../../core/protocol/model.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { choicesOf, type Schema } from './schema.ts';
import styles from './Form.module.css';

export interface ControlProps {
  id: string;
  /** The accessible name. */
  name: string;
  schema: Schema;
  value: Json | undefined;
  /** Id of what is said about it. */
  describedBy: string;
  invalid: boolean;
  /** Undefined = absent. */
  onChange: (value: Json | undefined) => void;
}

/** What an empty control says. */
const unset = (value: Json | undefined) => (value === null ? 'null' : 'not set');

export function TextControl(props: ControlProps) {
  const { id, name, value, invalid, describedBy, onChange } = props;
  return (
    <TextArea
      id={id}
      aria-label={name}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      className={styles.wide}
      value={typeof value === 'string' ? value : ''}
      placeholder={value === '' ? 'empty text' : unset(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** What is no number yet stays as the text that was typed. */
const numberOf = (text: string): Json | undefined => {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
};

export function NumberControl(props: ControlProps) {
  const { id, name, value, invalid, describedBy, onChange } = props;
  const [typed, setTyped] = useState('');
  const own = typeof value === 'number' || typeof value === 'string' ? `${value}` : '';
  return (
    <TextField
      id={id}
      inputMode="decimal"
      aria-label={name}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      className={styles.number}
      // `1.` and `1.50` are numbers that another text would be shown for.
      value={numberOf(typed) === value ? typed : own}
      placeholder={unset(value)}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(numberOf(event.target.value));
      }}
    />
  );
}

export function BooleanControl({ name, value, onChange }: ControlProps) {
  return (
    <Choice
      label={name}
      value={typeof value === 'boolean' ? `${value}` : ''}
      options={[
        { value: 'true', label: 'true' },
        { value: 'false', label: 'false' },
      ]}
      onChange={(next) => onChange(next === 'true')}
    />
  );
}

export function ChoiceControl({ name, schema, value, onChange }: ControlProps) {
  const choices = choicesOf(schema) ?? [];
  const own = value === undefined ? undefined : JSON.stringify(value);
  const options = choices.map((choice) => JSON.stringify(choice));
  // What none of them is is kept, and seen, until another is chosen.
  if (own !== undefined && !options.includes(own)) options.push(own);
  return (
    <Select
      label={name}
      value={own}
      placeholder={unset(value)}
      options={options.map((text) => {
        const parsed = JSON.parse(text) as Json;
        return { value: text, label: typeof parsed === 'string' && parsed !== '' ? parsed : text };
      })}
      onChange={(next) => onChange(JSON.parse(next) as Json)}
    />
  );
}
