import { useEffect, useState } from 'react';
import { type AppState, useApp } from '../store/store.ts';

/** Milliseconds without a key until it is looked for. */
const PAUSE = 150;

const selectText = (state: AppState) => state.findText;
const selectValues = (state: AppState) => state.values;

/** What to look for in the state: what the field says, once that stands still; that it is empty, at once. */
export function useFindText(): string {
  const text = useApp(selectText);
  const values = useApp(selectValues);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (text === '') values.endSearch();
  }, [text, values]);
  useEffect(() => values.endSearch, [values]);
  return text === '' ? '' : settled;
}
