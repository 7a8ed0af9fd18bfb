import { type KeyboardEvent, useState } from 'react';
import type { Place } from '../../store/valueCache.ts';
import { useSteady } from '../useSteady.ts';
import { useValues } from '../useValues.ts';
import { type TreeRow, treeRows, type TreeView } from './treeRows.ts';

export interface TreeContent {
  root: Place;
  /** Names at the first level to mark as changed. */
  changed?: string[] | undefined;
  /** Only what has this in its key or its text is shown, each by its path. */
  sought?: string;
}

/** A tree's lines, what of it is open, and what the keyboard does, as the ARIA pattern for trees has it. */
export function useTree(wanted: TreeContent, onMove: (index: number) => void) {
  const cache = useValues();
  const [view, setView] = useState<TreeView>({ open: {}, pages: {} });
  /** By what is sought: a person comes back to the line they left. */
  const [activeIds, setActiveIds] = useState<Record<string, string>>({});
  const isRead = ({ root, sought }: TreeContent) =>
    treeRows(cache, root, view, sought).every(({ kind }) => kind !== 'loading');
  const content = useSteady(wanted, isRead);
  const { root, sought = '' } = content;
  const rows = treeRows(cache, root, view, sought);
  const setActive = (id: string) => setActiveIds((before) => ({ ...before, [sought]: id }));
  const found = rows.findIndex((row) => row.id === activeIds[sought]);
  const active = found === -1 ? 0 : found;

  const setOpen = (row: TreeRow, open: boolean) =>
    setView((before) => ({ ...before, open: { ...before.open, [row.valueId]: open } }));
  const showMore = (row: TreeRow) =>
    setView((before) => {
      const { valueId } = row;
      return { ...before, pages: { ...before.pages, [valueId]: (before.pages[valueId] ?? 1) + 1 } };
    });
  const retry = (row: TreeRow) => {
    const offset = row.kind === 'failed' ? row.offset : 0;
    cache.retry({ ...root, path: [...root.path, ...row.path] }, offset, sought);
  };
  const moveTo = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (!row) return;
    setActive(row.id);
    onMove(rows.indexOf(row));
  };
  const activate = (row: TreeRow) => {
    if (row.kind === 'more') showMore(row);
    else if (row.kind === 'failed') retry(row);
    else if (row.kind === 'value' && row.open !== undefined) setOpen(row, !row.open);
  };
  const parentOf = (index: number) => {
    const depth = rows[index]?.depth ?? 0;
    return rows.findLastIndex((row, at) => at < index && row.depth < depth);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = row.kind === 'value' ? row.open : undefined;
    const keys: Record<string, () => void> = {
      ArrowDown: () => moveTo(active + 1),
      ArrowUp: () => moveTo(active - 1),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      ArrowRight: () => (isOpen === false ? setOpen(row, true) : moveTo(active + 1)),
      ArrowLeft: () => {
        if (isOpen) setOpen(row, false);
        else if (row.depth > 0) moveTo(parentOf(active));
      },
      Enter: () => activate(row),
      ' ': () => activate(row),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return { content, rows, active, setActive, activate, retry, onKeyDown };
}
