import type { CheckpointRow } from '../../core/protocol/model.ts';
import type { TreeRow } from './buildTree.ts';

const sources: Record<CheckpointRow['source'], string> = {
  input: 'input',
  loop: 'loop',
  update: 'update',
  fork: 'fork',
};

/**
 * What a row is called by screen readers and tests: `Step 2, loop, next ask_human`; one of another thread, `thread`,
 * `Thread 1: Step 2, …`.
 */
export function rowName({ row, path }: Pick<TreeRow, 'row' | 'path'>, thread?: string): string {
  return [
    thread === undefined ? `Step ${row.step}` : `${thread}: Step ${row.step}`,
    row.asNode ? `${sources[row.source]} as ${row.asNode}` : sources[row.source],
    ...(row.next.length > 0 ? [`next ${row.next.join(', ')}`] : isEnd(row) ? ['end'] : []),
    ...(path.length > 0 ? [`in ${path.join(' › ')}`] : []),
    ...(row.flag ? [row.flag] : []),
  ].join(', ');
}

/** Nothing runs from here. An input that has only been written is no end, whatever is known of its tasks. */
export const isEnd = (row: CheckpointRow): boolean =>
  row.next.length === 0 && row.source !== 'input';

/** What made a checkpoint, in a few words. */
export function whatMade({ row, ran }: Pick<TreeRow, 'row' | 'ran'>): string {
  switch (row.source) {
    case 'input':
      return 'input';
    case 'update':
      return row.asNode ? `edited as ${row.asNode}` : 'edited';
    case 'fork':
      return 'fork';
    case 'loop':
      return ran.map(nodeLabel).join(', ') || 'start';
  }
}

/** LangGraph's `__start__` as a person reads it. */
export const nodeLabel = (name: string): string => (name === '__start__' ? 'start' : name);
