import { ChevronRight } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { FoundName } from './FoundName.tsx';
import { Marked } from './Marked.tsx';
import type { TreeRow } from './treeRows.ts';
import { ValuePreview } from './ValuePreview.tsx';
import hidden from '../../ui/Spoken.module.css';
import styles from './ValueTree.module.css';
import { WholeText } from './WholeText.tsx';

interface TreeLineProps {
  row: TreeRow;
  id: string;
  active: boolean;
  changed?: boolean;
  /** What is marked wherever the line shows it. */
  sought?: string;
}

const count = new Intl.NumberFormat('en');

/** One line of a tree. Keyboard and mouse are the tree's. */
export function TreeLine({ row, id, active, changed, sought = '' }: TreeLineProps) {
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
          <Name row={row} sought={sought} />{' '}
          {changed && (
            <span className={styles.changed} title="Changed by this step">
              <span className={hidden.spoken}>changed</span>
            </span>
          )}{' '}
          <ValuePreview node={row.node} sought={sought} />
        </div>
      );
    case 'text':
      return (
        <div {...common}>
          <WholeText text={row.text} sought={sought} />
        </div>
      );
    case 'more':
      return (
        <div {...common}>
          Show {Math.min(100, row.left)} more of {count.format(row.left)}
        </div>
      );
    case 'rest':
      return <div {...common}>More than {row.shown} match: these are the first.</div>;
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

interface NameProps {
  row: Extract<TreeRow, { kind: 'value' }>;
  sought: string;
}

function Name({ row: { name, path, depth }, sought }: NameProps) {
  if (name === '') return null;
  if (typeof name === 'number') return <span className={styles.index}>{name}</span>;
  if (sought !== '' && depth === 0) return <FoundName path={path} sought={sought} />;
  return (
    <span className={styles.name}>
      <Marked text={name} sought={sought} />
    </span>
  );
}
