import type { CheckpointRow } from '../../core/protocol/model.ts';
import { tasksFrom, type Tasks } from '../store/taskIndex.ts';
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

/** What made a checkpoint, in a few words; of nodes those that ran. Nothing where that is not known. */
export function whatMade({ row, before }: Pick<TreeRow, 'row' | 'before'>, tasks: Tasks): string {
  switch (row.source) {
    case 'input':
      return 'input';
    case 'update':
      return row.asNode ? `edited as ${row.asNode}` : 'edited';
    case 'fork':
      return 'fork';
    case 'loop':
      // Steps in between were not saved, or have been deleted.
      if (before?.step !== row.step - 1) return '';
      return (
        [...new Set(namesBefore(row, tasks))].map(nodeLabel).join(', ') ||
        (before.source === 'input' ? 'start' : '')
      );
  }
}

/** Of the tasks that ran from the checkpoint before, in the order they were recorded. */
const namesBefore = (row: CheckpointRow, tasks: Tasks): string[] =>
  tasksFrom(tasks, row.parent_checkpoint_id)
    .filter(
      ({ thread_id, checkpoint_ns, status, caller_id }) =>
        thread_id === row.thread_id &&
        checkpoint_ns === row.checkpoint_ns &&
        status === 'done' &&
        caller_id === undefined,
    )
    .map(({ name }) => name);

/** LangGraph's `__start__` as a person reads it. */
export const nodeLabel = (name: string): string => (name === '__start__' ? 'start' : name);
