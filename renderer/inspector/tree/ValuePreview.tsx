import type { ValueNode, ValueType } from '../../../core/protocol/model.ts';
import { tellWhereCut } from '../../ui/tellWhereCut.ts';
import { roleOf } from '../messages/chatModel.ts';
import { Marked } from './Marked.tsx';
import styles from './ValueTree.module.css';

const colors: Partial<Record<ValueType, string>> = {
  string: styles.string,
  number: styles.number,
  boolean: styles.atom,
  null: styles.atom,
  undefined: styles.atom,
  regexp: styles.string,
  error: styles.failure,
};

const nouns: Partial<Record<ValueType, string>> = { map: 'Map', set: 'Set' };

/** Sizes worth saying: below, the preview says it all. */
const WORTH_SAYING = 1_000;

/** `1.2 kB`; `bytes` counts characters of JSON, which is near enough. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

interface ValuePreviewProps {
  node: ValueNode;
  /** What is marked in the text of a value; what holds others is no match itself. */
  sought?: string;
}

/** A value on the rest of a line: what kind, how many, the beginning of it, how big. */
export function ValuePreview({ node, sought = '' }: ValuePreviewProps) {
  const { type, className, count, preview, size } = node;
  const kind = type === 'message' ? roleOf(className ?? '') : (nouns[type] ?? className);
  return (
    <>
      {kind && <span className={styles.kind}>{kind}</span>}{' '}
      {count !== undefined && type !== 'message' && <span className={styles.count}>{count}</span>}{' '}
      <span className={colors[type] ?? styles.preview} onMouseEnter={tellWhereCut}>
        <Marked
          text={preview}
          sought={count === undefined ? sought : ''}
          isLiteral={type === 'string'}
        />
      </span>{' '}
      {size >= WORTH_SAYING && <span className={styles.size}>{sizeText(size)}</span>}
    </>
  );
}
