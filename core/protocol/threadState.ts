import type { Json } from './model.ts';

/** Where a thread stands at a checkpoint, as the LangGraph server API says it. Field names are those of its wire. */
export interface ThreadState {
  values: Json;
  next: string[];
  tasks: ThreadTask[];
  metadata: Json;
  created_at: string | null;
  checkpoint: Checkpoint | null;
  parent_checkpoint: Checkpoint | null;
}

export interface Checkpoint {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string | null;
  checkpoint_map: Json;
}

export interface ThreadTask {
  id: string;
  name: string;
  path: Json[];
  error: string | null;
  /** Those it ever asked; of a finished task they are answered. */
  interrupts: Json[];
  checkpoint: Omit<Checkpoint, 'checkpoint_id' | 'checkpoint_map'> | null;
  state: ThreadState | null;
  result: Json;
}
