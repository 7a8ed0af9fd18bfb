import type { FoundThread, FoundWrite } from './reader.ts';

/** What a checkpoint's writes say of its thread: a task that wrote something else too has got over it. */
export function stands(
  writes: Pick<FoundWrite, 'task_id' | 'channel' | 'idx'>[],
): FoundThread['stands'] {
  const over = new Set(writes.filter(({ idx }) => idx >= 0).map(({ task_id }) => task_id));
  const open = writes.filter(({ task_id }) => !over.has(task_id)).map(({ channel }) => channel);
  if (open.includes('__error__')) return 'error';
  return open.includes('__interrupt__') ? 'interrupt' : undefined;
}
