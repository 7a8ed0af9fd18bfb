import { useState } from 'react';
import { CodeEditor } from '../inspector/editors/CodeEditor.tsx';
import { Problem } from '../inspector/Problem.tsx';
import { type AppState, useApp } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './StorePanel.module.css';

const selectDraft = (state: AppState) => state.itemDraft;
const selectChange = (state: AppState) => state.itemDraftChanged;
const selectPut = (state: AppState) => state.itemDraftPut;
const selectDrop = (state: AppState) => state.itemDraftDropped;

const focus = (field: HTMLInputElement | null) => field?.focus();

/** An item as JSON, to be changed or made. */
export function ItemEditor() {
  const draft = useApp(selectDraft);
  const change = useApp(selectChange);
  const put = useApp(selectPut);
  const drop = useApp(selectDrop);
  const [first] = useState(draft?.namespace === '' ? 'namespace' : 'key');
  if (!draft) return null;
  const isNew = draft.since === null;
  return (
    <section className={styles.column} aria-label={isNew ? 'New item' : 'Edit item'}>
      <div className={styles.names}>
        <TextField
          value={draft.namespace}
          readOnly={!isNew}
          ref={isNew && first === 'namespace' ? focus : undefined}
          placeholder="Namespace, such as users.alice"
          aria-label="Namespace"
          onChange={(event) => change({ namespace: event.target.value })}
        />
        <TextField
          value={draft.key}
          readOnly={!isNew}
          ref={isNew && first === 'key' ? focus : undefined}
          placeholder="Key"
          aria-label="Key"
          onChange={(event) => change({ key: event.target.value })}
        />
      </div>
      <div className={styles.editor}>
        <CodeEditor
          label="Item JSON"
          language="json"
          value={draft.text}
          {...(!isNew && { autoFocus: true })}
          onChange={(text) => change({ text })}
          onSubmit={() => void put()}
        />
      </div>
      {draft.problem && <Problem {...draft.problem} />}
      <footer className={styles.actions}>
        <Button onClick={drop}>Cancel</Button>
        <Button look="primary" onClick={() => void put()}>
          Put item
        </Button>
      </footer>
    </section>
  );
}
