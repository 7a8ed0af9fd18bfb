import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useRef, type KeyboardEvent } from 'react';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import { checkpointKey, headRow, activeRows } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import type { Tasks } from '../store/taskIndex.ts';
import { RightClickMenu } from '../ui/Menu.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import { useMenuRow } from '../ui/useMenuRow.ts';
import type { TreeRow } from './buildTree.ts';
import { CheckpointItem, ROW_HEIGHT } from './CheckpointItem.tsx';
import { whatMade } from './rowText.ts';
import styles from './Timeline.module.css';
import { showRow } from './showRow.ts';
import { useSteadyRows } from './useSteadyRows.ts';
import { useRowMenu } from './useRowMenu.tsx';

const selectShownKey = (state: AppState): string | undefined => {
  const shown = state.checkpoint ?? headRow(activeRows(state));
  return shown && checkpointKey(shown);
};

/** What a person chose to see: a moment, or the newest one of a thread, whichever that is. */
const selectChosen = (state: AppState): string =>
  `${state.threadId} ${state.checkpoint ? checkpointKey(state.checkpoint) : ''}`;

interface CheckpointTreeProps {
  tree: TreeRow[];
  tasks: Tasks;
  /** By key of a row. */
  heads: ReadonlyMap<string, readonly ThreadInfo[]>;
  closed: ReadonlySet<string>;
  onToggle: (key: string) => void;
}

/** The rows that are in view, of any number. Arrows move the moment shown. */
export function CheckpointTree({ tree, tasks, heads, closed, onToggle }: CheckpointTreeProps) {
  const shownKey = useApp(selectShownKey);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const keyAt = useCallback((index: number) => tree[index]?.key ?? index, [tree]);
  const virtual = useVirtualizer({
    count: tree.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: keyAt,
    overscan: 8,
  });
  const at = tree.findIndex(({ key }) => key === shownKey);
  const chosen = useApp(selectChosen);
  const onScroll = useSteadyRows(virtual, tree, ROW_HEIGHT);
  useEffect(() => {
    // To follow the head at the top takes no scrolling, for which the browser would have to lay out the page.
    if (at > 0 || (at === 0 && virtual.scrollOffset !== 0)) virtual.scrollToIndex(at);
    // oxlint-disable-next-line react/exhaustive-deps -- neither a new row nor a new head must move the view
  }, [chosen]);

  const move = (index: number) => {
    const next = tree[Math.min(Math.max(index, 0), tree.length - 1)];
    if (next) showRow(next.row);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
  const fold = (isClosed: boolean): boolean => {
    const row = tree[at];
    if (!row || row.childCount === 0 || closed.has(row.key) === isClosed) return false;
    onToggle(row.key);
    return true;
  };
  const moves: Record<string, () => unknown> = {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    PageDown: () => move(at + page),
    PageUp: () => move(at - page),
    Home: () => move(0),
    End: () => move(tree.length - 1),
    ArrowRight: () => fold(false) || (tree[at]?.childCount && move(at + 1)),
    ArrowLeft: () => fold(true) || move(tree.findIndex(({ key }) => key === tree[at]?.parent)),
    Escape: () => appStore().getState().headFollowed(),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const go = event.target === event.currentTarget ? moves[event.key] : undefined;
    if (!go || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go();
  };

  const currentId = at >= 0 ? `${id}-${at}` : undefined;
  const [menuKey, onContextMenuCapture] = useMenuRow(currentId);
  const entries = useRowMenu(tree.find(({ key }) => key === menuKey)?.row, menuKey === shownKey);

  return (
    <RightClickMenu entries={entries}>
      <div
        ref={scroller}
        className={styles.tree}
        role="tree"
        aria-label="Checkpoints"
        aria-activedescendant={currentId}
        tabIndex={0}
        onFocus={keepFocus}
        onKeyDown={onKeyDown}
        onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
        onContextMenuCapture={onContextMenuCapture}
      >
        <div role="presentation" className={styles.all} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = tree[index];
            return (
              row && (
                <CheckpointItem
                  key={key}
                  id={`${id}-${index}`}
                  item={row}
                  made={whatMade(row, tasks)}
                  top={start}
                  shown={index === at}
                  open={!closed.has(row.key)}
                  heads={heads.get(row.key)}
                  onShow={showRow}
                  onToggle={onToggle}
                />
              )
            );
          })}
        </div>
      </div>
    </RightClickMenu>
  );
}
