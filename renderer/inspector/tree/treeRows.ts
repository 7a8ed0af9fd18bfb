import type { WireError } from '../../../core/protocol/errors.ts';
import type { Json, ValueNode } from '../../../core/protocol/model.ts';
import { type Path, pathText } from '../../../core/protocol/path.ts';
import type { Place, ValueCache } from '../../store/valueCache.ts';

interface Row {
  id: string;
  depth: number;
  path: Path;
  /** Of the value that the line is, or is a part of: what is open of it is kept under this. */
  valueId: string;
}

/** A line of the flat list that a tree is drawn as. */
export type TreeRow = Row &
  (
    | {
        kind: 'value';
        name: string | number;
        node: ValueNode;
        /** Undefined for what has nothing below it. */
        open?: boolean;
        /** Of its siblings, for screen readers. */
        position: number;
        siblings: number;
      }
    | { kind: 'text'; text: string }
    | { kind: 'more'; left: number }
    /** More was found than is shown. */
    | { kind: 'rest'; shown: number }
    | { kind: 'loading' }
    | { kind: 'failed'; error: WireError; offset: number }
  );

/** What a person opened and closed, and how far they paged; by `valueId`. Kept while the moment moves. */
export interface TreeView {
  open: Record<string, boolean>;
  pages: Record<string, number>;
}

const idIn = (within: string, path: Path): string => within + JSON.stringify(path);

/** How many children a level brings: core's own number. */
export const PAGE = 100;

/** Strings longer than their preview can be opened; what was found in one is in the middle of it. */
const isCut = ({ type, preview }: ValueNode): boolean =>
  type === 'string' && (preview.startsWith('…') || preview.endsWith('…'));

export const canOpen = (node: ValueNode): boolean => (node.count ?? 0) > 0 || isCut(node);

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * The lines to draw now: of the value at `root`, or of what is found in it where something is looked for. Asks the cache for
 * every level that is open, which reads what is missing.
 */
export function treeRows(cache: ValueCache, root: Place, view: TreeView, sought = ''): TreeRow[] {
  const rows: TreeRow[] = [];
  const at = (path: Path): Place => ({ ...root, path: [...root.path, ...path] });

  /** `within` keeps apart what stands below several lines. */
  const children = (path: Path, depth: number, within: string) => {
    const valueId = idIn(within, path);
    const pages = view.pages[valueId] ?? 1;
    for (let page = 0; page < pages; page++) {
      const offset = page * PAGE;
      const about = { id: `${valueId}+${offset}`, depth, path, valueId };
      const level = cache.level(at(path), offset);
      if (level.state === 'loading') {
        rows.push({ kind: 'loading', ...about });
        return;
      }
      if (level.state === 'failed') {
        rows.push({ kind: 'failed', ...about, error: level.error, offset });
        return;
      }
      const { children: found, total, node } = level.value;
      if (path.length === 0 && node.count === undefined) {
        rows.push(valueRow(within, path, '', node, false, depth, 1, 1));
        return;
      }
      for (const [index, child] of found.entries()) {
        const below = [...path, child.key];
        // A state of one channel has nothing else to look at.
        const isOnly = within === '' && below.length === 1 && total === 1 && !isCut(child.node);
        const position = offset + index + 1;
        value(below, child.key, child.node, depth, position, total, within, isOnly);
      }
      const left = total - offset - found.length;
      if (page === pages - 1 && left > 0) rows.push({ kind: 'more', ...about, left });
    }
  };

  const value = (
    path: Path,
    name: string | number,
    node: ValueNode,
    depth: number,
    position: number,
    siblings: number,
    within: string,
    opensItself: boolean,
  ) => {
    const open = canOpen(node) && (view.open[idIn(within, path)] ?? opensItself);
    rows.push(valueRow(within, path, name, node, open, depth, position, siblings));
    if (!open) return;
    if (isCut(node)) text(path, depth + 1, within);
    else children(path, depth + 1, within);
  };

  const text = (path: Path, depth: number, within: string) => {
    const valueId = idIn(within, path);
    const about = { id: `${valueId}+text`, depth, path, valueId };
    const whole = cache.whole(at(path));
    if (whole.state === 'ready') rows.push({ kind: 'text', ...about, text: textOf(whole.value) });
    else if (whole.state === 'failed') {
      rows.push({ kind: 'failed', ...about, error: whole.error, offset: 0 });
    } else rows.push({ kind: 'loading', ...about });
  };

  const matches = () => {
    const about = { id: 'found', depth: 0, path: [], valueId: 'found' };
    const answer = cache.found(root, sought);
    if (answer.state === 'loading') rows.push({ kind: 'loading', ...about });
    else if (answer.state === 'failed') {
      rows.push({ kind: 'failed', ...about, error: answer.error, offset: 0 });
    } else {
      const { found, more } = answer.value;
      for (const [index, { path, node }] of found.entries()) {
        const within = `${JSON.stringify(path)}/`;
        value(path, pathText(path), node, 0, index + 1, found.length, within, false);
      }
      if (more) rows.push({ kind: 'rest', ...about, shown: found.length });
    }
  };

  if (sought === '') children([], 0, '');
  else matches();
  return rows;
}

function valueRow(
  within: string,
  path: Path,
  name: string | number,
  node: ValueNode,
  open: boolean,
  depth: number,
  position: number,
  siblings: number,
): TreeRow {
  const id = idIn(within, path);
  const row = { kind: 'value', id, valueId: id, depth, path, name, node } as const;
  return { ...row, position, siblings, ...(canOpen(node) && { open }) };
}
