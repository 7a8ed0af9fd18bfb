import type { WireError } from '../../../core/protocol/errors.ts';
import type { Json, ValueNode } from '../../../core/protocol/model.ts';
import type { Place, ValueCache } from '../../store/valueCache.ts';

type Path = (string | number)[];

interface Row {
  id: string;
  depth: number;
  path: Path;
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
    | { kind: 'loading' }
    | { kind: 'failed'; error: WireError; offset: number }
  );

/** What a person opened and closed, and how far they paged; by `pathId`. Kept while the moment moves. */
export interface TreeView {
  open: Record<string, boolean>;
  pages: Record<string, number>;
}

export const pathId = (path: Path): string => JSON.stringify(path);

/** How many children a level brings: core's own number. */
export const PAGE = 100;

/** Strings longer than their preview can be opened. */
const isCut = ({ type, preview }: ValueNode): boolean => type === 'string' && preview.endsWith('…');

export const canOpen = (node: ValueNode): boolean => (node.count ?? 0) > 0 || isCut(node);

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The lines to draw now. Asks the cache for every level that is open, which reads what is missing. */
export function treeRows(cache: ValueCache, root: Place, view: TreeView): TreeRow[] {
  const rows: TreeRow[] = [];

  const children = (path: Path, depth: number) => {
    const place = { ...root, path: [...root.path, ...path] };
    const pages = view.pages[pathId(path)] ?? 1;
    for (let page = 0; page < pages; page++) {
      const offset = page * PAGE;
      const id = `${pathId(path)}+${offset}`;
      const level = cache.level(place, offset);
      if (level.state === 'loading') {
        rows.push({ kind: 'loading', id, depth, path });
        return;
      }
      if (level.state === 'failed') {
        rows.push({ kind: 'failed', id, depth, path, error: level.error, offset });
        return;
      }
      const { children: found, total, node } = level.value;
      if (path.length === 0 && node.count === undefined) {
        rows.push(valueRow(path, '', node, false, depth, 1, 1));
        return;
      }
      for (const [index, child] of found.entries()) {
        const below = [...path, child.key];
        const open = isOpen(below, child.node, total);
        const position = offset + index + 1;
        rows.push(valueRow(below, child.key, child.node, open, depth, position, total));
        if (!open) continue;
        if (isCut(child.node)) text(below, depth + 1);
        else children(below, depth + 1);
      }
      const left = total - offset - found.length;
      if (page === pages - 1 && left > 0) rows.push({ kind: 'more', id, depth, path, left });
    }
  };

  const text = (path: Path, depth: number) => {
    const id = `${pathId(path)}+text`;
    const whole = cache.whole({ ...root, path: [...root.path, ...path] });
    if (whole.state === 'ready') {
      rows.push({ kind: 'text', id, depth, path, text: textOf(whole.value) });
    } else if (whole.state === 'failed') {
      rows.push({ kind: 'failed', id, depth, path, error: whole.error, offset: 0 });
    } else rows.push({ kind: 'loading', id, depth, path });
  };

  /** A state of one channel has nothing else to look at. */
  const isOpen = (path: Path, node: ValueNode, siblings: number) =>
    canOpen(node) &&
    (view.open[pathId(path)] ?? (path.length === 1 && siblings === 1 && !isCut(node)));

  children([], 0);
  return rows;
}

function valueRow(
  path: Path,
  name: string | number,
  node: ValueNode,
  open: boolean,
  depth: number,
  position: number,
  siblings: number,
): TreeRow {
  const row = { kind: 'value', id: pathId(path), depth, path, name, node } as const;
  return { ...row, position, siblings, ...(canOpen(node) && { open }) };
}

/** A path as one would write it in code: `messages[0].content`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return text === '' ? key : `${text}.${key}`;
    return `${text}[${JSON.stringify(key)}]`;
  }, '');
}
