import type { KeyboardEvent, Ref } from 'react';
import { cx } from './cx.ts';
import styles from './FilterField.module.css';
import { TextField } from './TextField.tsx';

interface FilterFieldProps {
  /** The accessible name. */
  label: string;
  placeholder?: string;
  value: string;
  onChange: (text: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

/** Narrows the list it stands above, or beside the tools of. */
export function FilterField(props: FilterFieldProps) {
  const { label, placeholder = 'Filter', value, onChange, onKeyDown, className, ref } = props;
  return (
    <TextField
      ref={ref}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      className={cx(styles.filter, className)}
    />
  );
}
