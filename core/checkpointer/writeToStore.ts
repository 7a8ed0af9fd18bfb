import { WRITES_IDX_MAP, type PendingWrite } from '@langchain/langgraph-checkpoint';
import type { WriteToStore } from '../storage/structure/writer.ts';

/** One of a task's writes; `index` is its place among them, which special channels (errors, interrupts) do not use. */
export function writeToStore([channel, value]: PendingWrite, index: number): WriteToStore {
  const idx = WRITES_IDX_MAP[channel] ?? index;
  const write = { idx, channel, path: `state.${channel}`, value };
  return value instanceof Uint8Array ? { ...write, type: 'bytes' } : write;
}
