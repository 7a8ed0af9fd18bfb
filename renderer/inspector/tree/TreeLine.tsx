import { ChevronRight } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import type { TreeRow } from './treeRows.ts';
import { ValuePreview } from './ValuePreview.tsx';
import styles from './ValueTree.module.css';

interface TreeLineProps {
  row: TreeRow;
  id: string;
  active: boolean;
  changed?: boolean;
}

const count = new Intl.NumberFormat('en');

/** One line of a tree. Keyboard and mouse are the tree's. */
export function TreeLine({ row, id, active, changed }: TreeLineProps) {
  const indent = { paddingInlineStart: 8 + row.depth * 14 };
  const className = cx(styles.line, active && styles.active, styles[row.kind]);
  const common = {
    id,
    className,
    style: indent,
    role: 'treeitem',
    'aria-level': row.depth + 1,
    'aria-selected': active,
  };

  switch (row.kind) {
    case 'value':
      return (
        <div
          {...common}
          aria-expanded={row.open}
          aria-posinset={row.position}
          aria-setsize={row.siblings}
        >
          <ChevronRight
            size={12}
            className={cx(
              styles.chevron,
              row.open && styles.open,
              row.open === undefined && styles.none,
            )}
            aria-hidden
          />
          {row.name !== '' && (
            <span className={typeof row.name === 'number' ? styles.index : styles.name}>
              {row.name}
            </span>
          )}{' '}
          {changed && (
            <span className={styles.changed} title="Changed by this step">
              <span className={styles.spoken}>changed</span>
            </span>
          )}{' '}
          <ValuePreview node={row.node} />
        </div>
      );
    case 'text':
      return (
        <div {...common}>
          <span className={styles.whole}>{row.text}</span>
        </div>
      );
    case 'more':
      return (
        <div {...common}>
          Show {Math.min(100, row.left)} more of {count.format(row.left)}
        </div>
      );
    case 'loading':
      return (
        <div {...common} aria-busy>
          Reading…
        </div>
      );
    case 'failed':
      return (
        <div {...common}>
          {row.error.message} <span className={styles.retry}>Read again</span>
        </div>
      );
  }
}
