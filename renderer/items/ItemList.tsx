import { Plus, RefreshCw } from 'lucide-react';
import type { ItemKey } from '../../core/protocol/items.ts';
import { namespaceText } from '../store/items.ts';
import { type AppState, useApp } from '../store/store.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { formatAgo, formatMoment } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import { useNow } from '../ui/useNow.ts';
import styles from './StorePanel.module.css';

const selectFound = (state: AppState) => state.foundItems;
const selectPrefix = (state: AppState) => state.itemPrefix;
const selectFilter = (state: AppState) => state.itemFilter;
const selectChosen = (state: AppState) => state.chosenItem;
const selectFilterChanged = (state: AppState) => state.itemFilterChanged;
const selectChoose = (state: AppState) => state.itemChosen;
const selectEdit = (state: AppState) => state.itemEdited;
const selectMore = (state: AppState) => state.moreItemsShown;
const selectLook = (state: AppState) => state.itemsLooked;
const selectStart = (state: AppState) => state.itemStarted;

const idOf = ({ namespace, key }: ItemKey) => JSON.stringify([namespace, key]);

/** The items of the namespace looked at and of those below it, in the order in which they came. */
export function ItemList() {
  const found = useApp(selectFound);
  const prefix = useApp(selectPrefix);
  const filter = useApp(selectFilter);
  const chosen = useApp(selectChosen);
  const changeFilter = useApp(selectFilterChanged);
  const choose = useApp(selectChoose);
  const edit = useApp(selectEdit);
  const showMore = useApp(selectMore);
  const look = useApp(selectLook);
  const start = useApp(selectStart);
  const now = useNow();
  const items = found?.items ?? [];

  return (
    <div className={styles.column}>
      <div className={styles.tools}>
        <FilterField label="Filter items" value={filter} onChange={changeFilter} />
        <IconButton label="Look again" onClick={() => void look()}>
          <RefreshCw size={13} />
        </IconButton>
        <IconButton label="New item" onClick={start}>
          <Plus size={14} />
        </IconButton>
      </div>
      {found && items.length === 0 && (
        <EmptyState
          title={
            filter.trim() === ''
              ? 'No items yet: what a graph puts into its store appears here.'
              : 'No item matches.'
          }
        />
      )}
      <ListBox
        label="Items"
        className={styles.items}
        items={items}
        idOf={idOf}
        nameOf={(item) => `${namespaceText([...item.namespace, item.key])} ${item.preview}`}
        renderItem={(item) => (
          <>
            <span className={styles.key}>
              {item.namespace.length > prefix.length && (
                <span className={styles.outer}>
                  {namespaceText(item.namespace.slice(prefix.length))}.
                </span>
              )}
              <span className={styles.own}>{item.key}</span>
            </span>
            <span className={styles.preview}>{item.preview}</span>
            <span className={styles.ago} title={formatMoment(item.updated_at)}>
              {formatAgo(item.updated_at, now)}
            </span>
          </>
        )}
        selected={chosen && idOf(chosen)}
        onSelect={choose}
        onDoubleClick={(item) => void edit(item)}
        keys={{ Enter: () => chosen && void edit(chosen) }}
      />
      {found?.more && (
        <Button look="quiet" onClick={showMore}>
          Show more
        </Button>
      )}
    </div>
  );
}
