import { useEffect } from 'react';
import { Problem } from '../inspector/Problem.tsx';
import { activeGraph, whyNot } from '../store/selectors.ts';
import { appStore, type AppState, useApp } from '../store/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Split } from '../ui/Split.tsx';
import { ItemEditor } from './ItemEditor.tsx';
import { ItemList } from './ItemList.tsx';
import { ItemView } from './ItemView.tsx';
import { Namespaces } from './Namespaces.tsx';
import styles from './StorePanel.module.css';

const selectWhyNot = whyNot('store');
const selectSession = (state: AppState) => state.sessionId;
const selectFailure = (state: AppState) => state.itemsFailure;
const selectLook = (state: AppState) => state.itemsLooked;
const selectEditing = (state: AppState) => state.itemDraft !== undefined;
const selectOwnStore = (state: AppState) => activeGraph(state)?.ownStore ?? false;

/** LangGraph's long-term store: what the project's graphs keep beyond a thread. */
export function StorePanel() {
  const why = useApp(selectWhyNot);
  const session = useApp(selectSession);
  const failure = useApp(selectFailure);
  const look = useApp(selectLook);
  const isEditing = useApp(selectEditing);
  const ownStore = useApp(selectOwnStore);
  useEffect(() => {
    if (session === undefined || why) return undefined;
    void look();
    return appStore().subscribe((now, before) => {
      if (now.itemChanges[session] !== before.itemChanges[session]) void look();
    });
  }, [why, session, look]);

  if (session === undefined || why) {
    return (
      <section className={styles.panel} aria-label="Store">
        <EmptyState title={why ?? 'The store appears here when a project is open.'} />
      </section>
    );
  }
  return (
    <section className={styles.panel} aria-label="Store">
      {ownStore && (
        <p className={styles.note}>
          This graph has a long-term store of its own, which is not shown: these are the items of
          the project&apos;s other graphs.
        </p>
      )}
      {failure && <Problem message={failure.message} hint={failure.hint} />}
      <div className={styles.panes}>
        <Split
          id="store"
          orientation="horizontal"
          panes={[
            { id: 'namespaces', size: '22%', min: 110, content: <Namespaces /> },
            { id: 'items', size: '38%', min: 160, content: <ItemList /> },
            { id: 'item', min: 200, content: isEditing ? <ItemEditor /> : <ItemView /> },
          ]}
        />
      </div>
    </section>
  );
}
