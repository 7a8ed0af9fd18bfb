import { useState } from 'react';
import { ValueTree } from '../inspector/tree/ValueTree.tsx';
import { namespaceText } from '../store/items.ts';
import { type AppState, useApp } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { ConfirmDialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatMoment } from '../ui/format.ts';
import styles from './StorePanel.module.css';

const selectSession = (state: AppState) => state.sessionId ?? '';
const selectItem = ({ chosenItem, foundItems }: AppState) =>
  foundItems?.items.find(
    ({ namespace, key }) =>
      key === chosenItem?.key && namespaceText(namespace) === namespaceText(chosenItem.namespace),
  );
const selectEdit = (state: AppState) => state.itemEdited;
const selectDelete = (state: AppState) => state.itemDeleted;

/** The chosen item: its times, and its value one level at a time. */
export function ItemView() {
  const sessionId = useApp(selectSession);
  const item = useApp(selectItem);
  const edit = useApp(selectEdit);
  const remove = useApp(selectDelete);
  const [asking, setAsking] = useState(false);
  if (!item) return <EmptyState title="Choose an item to see its value." />;

  const { namespace, key, created_at, updated_at, expires_at } = item;
  const times = [
    `put ${formatMoment(updated_at)}`,
    created_at !== updated_at && `made ${formatMoment(created_at)}`,
    expires_at && `goes ${formatMoment(expires_at)}`,
  ].filter(Boolean);
  const ref = { item: { namespace, key } };
  return (
    <section className={styles.column} aria-label="Item">
      <header className={styles.head}>
        <h3 className={styles.title} title={namespaceText([...namespace, key])}>
          <span className={styles.outer}>{namespaceText(namespace)}.</span>
          <span className={styles.own}>{key}</span>
        </h3>
        <Button onClick={() => void edit(ref.item)}>Edit</Button>
        <Button onClick={() => setAsking(true)}>Delete</Button>
      </header>
      <p className={styles.times}>{times.join(' · ')}</p>
      <div className={styles.value}>
        <ValueTree
          key={JSON.stringify(ref)}
          label={`Value of ${key}`}
          root={{ sessionId, ref, path: [], revision: updated_at }}
        />
      </div>
      {asking && (
        <ConfirmDialog
          title={`Delete ${key}?`}
          text={`It is taken out of ${namespaceText(namespace)} for every graph of the project. This cannot be undone.`}
          action="Delete"
          onConfirm={() => void remove(ref.item)}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
