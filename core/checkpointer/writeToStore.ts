import { WRITES_IDX_MAP, type PendingWrite } from '@langchain/langgraph-checkpoint';
import type { WriteToStore } from '../storage/structure/writer.ts';

/** One of a task's writes; `index` is its place among them, which special channels (errors, interrupts) do not use. */
export const writeToStore = ([channel, value]: PendingWrite, index: number): WriteToStore => ({
  idx: WRITES_IDX_MAP[channel] ?? index,
  channel,
  path: `state.${channel}`,
  value,
  ...(value instanceof Uint8Array && { type: 'bytes' }),
});
