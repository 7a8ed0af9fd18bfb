import { useMemo } from 'react';
import { namespaceText } from '../store/items.ts';
import { type AppState, useApp } from '../store/store.ts';
import { ListBox } from '../ui/ListBox.tsx';
import styles from './StorePanel.module.css';

const selectNamespaces = (state: AppState) => state.foundItems?.namespaces;
const selectPrefix = (state: AppState) => state.itemPrefix;
const selectChoose = (state: AppState) => state.itemPrefixChosen;

/** Every namespace that holds an item, and those around it, outer ones first. */
export function withOuter(namespaces: string[][]): string[][] {
  const all = new Map<string, string[]>();
  for (const namespace of namespaces) {
    for (let length = 1; length <= namespace.length; length++) {
      const path = namespace.slice(0, length);
      all.set(JSON.stringify(path), path);
    }
  }
  return [...all.values()];
}

const everything = 'All namespaces';

/** Which part of the store is looked at. */
export function Namespaces() {
  const namespaces = useApp(selectNamespaces);
  const prefix = useApp(selectPrefix);
  const choose = useApp(selectChoose);
  const paths = useMemo(() => withOuter(namespaces ?? []), [namespaces]);
  const isListed = paths.some((path) => namespaceText(path) === namespaceText(prefix));
  // One that was emptied stays in sight as long as it is looked at.
  const shown = prefix.length === 0 || isListed ? paths : [prefix, ...paths];
  return (
    <div className={styles.column}>
      <ListBox
        label="Namespaces"
        className={styles.namespaces}
        items={[[], ...shown]}
        idOf={namespaceText}
        nameOf={(path) => namespaceText(path) || everything}
        renderItem={(path) => (
          <span className={styles.label} style={{ paddingInlineStart: path.length * 12 }}>
            {path.at(-1) ?? everything}
          </span>
        )}
        selected={namespaceText(prefix)}
        onSelect={choose}
      />
    </div>
  );
}
