import { type KeyboardEvent, useEffect, useRef } from 'react';
import { type AppState, useApp } from '../store/store.ts';
import { FilterField } from '../ui/FilterField.tsx';
import styles from './Inspector.module.css';

const selectText = (state: AppState) => state.findText;
const selectAsked = (state: AppState) => state.findAsked;
const selectShown = (state: AppState) => state.findShown;
const selectChange = (state: AppState) => state.findTextChanged;

/** Where one says what to look for in the state. `onLeave`: on to what was found. */
export function FindField({ onLeave }: { onLeave: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const text = useApp(selectText);
  const asked = useApp(selectAsked);
  const shown = useApp(selectShown);
  const change = useApp(selectChange);
  useEffect(() => {
    if (!asked) return;
    field.current?.focus();
    field.current?.select();
    shown();
  }, [asked, shown]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') change('');
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    onLeave();
  };
  return (
    <div className={styles.find}>
      <FilterField
        ref={field}
        label="Find in state"
        placeholder="Find a key, a text or a path"
        value={text}
        onChange={change}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
