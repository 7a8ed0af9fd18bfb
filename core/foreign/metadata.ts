import type { FoundCheckpoint } from './reader.ts';

/** LangGraph's `CheckpointMetadata`, as far as a row shows it. `writes` was part of it up to LangGraph 0.4 or so. */
export interface Metadata {
  step?: number | null;
  source?: string | null;
  writes?: unknown;
}

interface Row {
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id: string | null;
  size: number;
}

/** A row with what its metadata says; a checkpoint without a step is shown as step 0. */
export function asFound(
  { parent_checkpoint_id, ...row }: Row,
  { step, source, writes }: Metadata,
): Omit<FoundCheckpoint, 'thread_id'> {
  const writers = typeof writes === 'object' && writes !== null ? Object.keys(writes) : [];
  const [writer] = writers;
  return {
    ...row,
    // Savers keep it so when a run with `durability: 'exit'` comes to no step (LangGraph 1.x).
    ...(parent_checkpoint_id !== null &&
      parent_checkpoint_id !== row.checkpoint_id && { parent_checkpoint_id }),
    step: typeof step === 'number' ? step : 0,
    source: typeof source === 'string' ? source : 'loop',
    ...(writers.length > 0 && { writers }),
    ...(source === 'update' && writer !== undefined && { asNode: writer }),
  };
}
