import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useLayoutEffect, useRef } from 'react';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { isSame } from '../useSteady.ts';
import { TreeLine } from './TreeLine.tsx';
import type { TreeRow } from './treeRows.ts';
import { type TreeContent, useTree } from './useTree.ts';
import { ValueMenu } from './ValueMenu.tsx';
import styles from './ValueTree.module.css';

interface ValueTreeProps extends TreeContent {
  label: string;
  /** As high as its lines, up to a limit, instead of as high as its parent. */
  compact?: boolean;
  /** Whether a value at the top is a channel's, which a breakpoint can be on. */
  isChannel?: (name: string) => boolean;
}

const LINE = 22;

/** A value as a tree: read one level at a time, and only the lines in view are drawn. */
export function ValueTree({ label, compact, isChannel, ...wanted }: ValueTreeProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const tree = useTree(wanted, (index) => virtual.scrollToIndex(index));
  const { content, rows } = tree;
  const { sought = '' } = content;
  const isBusy = !isSame(content, wanted);
  // oxlint-disable-next-line react/incompatible-library -- it is the compiler's business, and we have none
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  // Whoever looked for something comes back to where they were.
  const top = useRef(0);
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: sought === '' ? top.current : 0 });
  }, [sought]);
  const active = rows[tree.active];
  const name = active?.depth === 0 && active.path.length === 1 ? String(active.path[0]) : undefined;
  const rowAt = (target: EventTarget): TreeRow | undefined => {
    const line = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    return line ? rows[Number(line.dataset.index)] : undefined;
  };

  return (
    <>
      {isBusy && wanted.sought && (
        <p role="status" className={styles.searching}>
          Searching…
        </p>
      )}
      {rows.length === 0 ? (
        <EmptyState title={sought === '' ? `${label} is empty.` : 'No match'} />
      ) : (
        <ValueMenu
          root={content.root}
          row={active}
          channel={name !== undefined && isChannel?.(name) ? name : undefined}
        >
          <div
            ref={scroller}
            role="tree"
            aria-label={label}
            aria-busy={isBusy}
            aria-activedescendant={active && `${id}-${tree.active}`}
            tabIndex={0}
            className={cx(styles.tree, compact && styles.compact)}
            onKeyDown={tree.onKeyDown}
            onScroll={({ currentTarget }) => {
              if (sought === '') top.current = currentTarget.scrollTop;
            }}
            onMouseDown={(event) => {
              const row = rowAt(event.target);
              if (row) tree.setActive(row.id);
            }}
            onClick={(event) => {
              const row = rowAt(event.target);
              if (row) tree.activate(row);
            }}
          >
            <div
              className={styles.lines}
              style={{ height: virtual.getTotalSize() }}
              role="presentation"
            >
              {virtual.getVirtualItems().map((item) => {
                const row = rows[item.index];
                return (
                  row && (
                    <div
                      key={item.key}
                      ref={virtual.measureElement}
                      data-index={item.index}
                      className={styles.place}
                      style={{ transform: `translateY(${item.start}px)` }}
                      role="presentation"
                    >
                      <TreeLine
                        row={row}
                        id={`${id}-${item.index}`}
                        active={item.index === tree.active}
                        changed={
                          row.depth === 0 &&
                          row.path.length === 1 &&
                          content.changed?.includes(String(row.path[0]))
                        }
                        sought={sought}
                      />
                    </div>
                  )
                );
              })}
            </div>
          </div>
        </ValueMenu>
      )}
    </>
  );
}
