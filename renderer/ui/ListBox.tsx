import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useId,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { cx } from './cx.ts';
import styles from './ListBox.module.css';
import { RightClickMenu, type MenuEntry } from './Menu.tsx';
import { keepFocus } from './keepFocus.ts';
import { useMenuRow } from './useMenuRow.ts';

/** Of an option, in pixels. */
const HEIGHT = 26;

interface ListBoxProps<T> {
  label: string;
  items: T[];
  /** Distinct among the items; the same function each time, or all items are measured again. */
  idOf: (item: T) => string;
  /** The accessible name, where it is not the text shown. */
  nameOf?: (item: T) => string;
  renderItem: (item: T) => ReactNode;
  selected: string | undefined;
  onSelect: (item: T) => void;
  onDoubleClick?: (item: T) => void;
  /** Of a right click; without it the browser's own. */
  menuOf?: (item: T) => MenuEntry[];
  /** Keys beside those that move. */
  keys?: Record<string, () => void>;
  className?: string;
  /** Takes the focus. */
  ref?: RefObject<HTMLDivElement | null>;
}

/**
 * A list of which one is chosen, of any length: only the options in view are made. It scrolls, so it wants a height.
 * The arrow keys, Home and End move the choice.
 */
export function ListBox<T>(props: ListBoxProps<T>) {
  const { label, items, idOf, nameOf, renderItem, selected, onSelect, onDoubleClick } = props;
  const own = useRef<HTMLDivElement>(null);
  const list = props.ref ?? own;
  const id = useId();
  const keyAt = useCallback(
    (index: number) => (items[index] === undefined ? index : idOf(items[index])),
    [items, idOf],
  );
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: () => HEIGHT,
    getItemKey: keyAt,
    overscan: 8,
  });
  const at = items.findIndex((item) => idOf(item) === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // oxlint-disable-next-line react/exhaustive-deps -- items that come and go must not move the view
  }, [selected]);

  const select = (index: number) => {
    const item = items[Math.min(Math.max(index, 0), items.length - 1)];
    if (item !== undefined) onSelect(item);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const acts: Record<string, () => void> = {
      ArrowDown: () => select(at + 1),
      ArrowUp: () => select(at - 1),
      Home: () => select(0),
      End: () => select(items.length - 1),
      ...props.keys,
    };
    const act = event.target === event.currentTarget ? acts[event.key] : undefined;
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  const currentId = at >= 0 ? `${id}-${at}` : undefined;
  const [menuKey, onContextMenuCapture] = useMenuRow(currentId);

  const box = (
    <div
      ref={list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={currentId}
      tabIndex={0}
      className={cx(styles.list, props.className)}
      onFocus={keepFocus}
      onKeyDown={onKeyDown}
      onContextMenuCapture={props.menuOf && onContextMenuCapture}
    >
      <div role="presentation" className={styles.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          return (
            item !== undefined && (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list takes the keys
              <div
                key={key}
                id={`${id}-${index}`}
                data-key={key}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                aria-label={nameOf?.(item)}
                aria-posinset={index + 1}
                aria-setsize={items.length}
                className={styles.option}
                style={{ height: HEIGHT, transform: `translateY(${start}px)` }}
                onClick={() => onSelect(item)}
                onDoubleClick={onDoubleClick && (() => onDoubleClick(item))}
              >
                {renderItem(item)}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
  if (!props.menuOf) return box;
  const pointed = items.find((item) => idOf(item) === menuKey);
  return (
    <RightClickMenu entries={pointed === undefined ? [] : props.menuOf(pointed)}>
      {box}
    </RightClickMenu>
  );
}
