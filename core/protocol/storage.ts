/** What is kept on disk, and what may be taken away: the words of the Storage dialog. */

/** What a thread weighs on disk, in bytes. What a branch shares with the thread it began from is that thread's. */
export interface ThreadWeight {
  thread_id: string;
  bytes: number;
  checkpoints: number;
  /** Heaviest first; `''` are channels of LangGraph's own. */
  channels: { channel: string; bytes: number }[];
  /** The checkpoints that added most. */
  heaviest: { checkpoint_id: string; checkpoint_ns: string; step: number; bytes: number }[];
}

/** Which checkpoints of a thread are meant. The newest of the thread, with what is inside it, stays unless it is named. */
export type Deletion =
  /** This one alone; what came after it follows on what was before it. */
  | { what: 'checkpoint'; checkpoint_id: string; checkpoint_ns: string }
  /** This one and all that follows from it. */
  | { what: 'line'; checkpoint_id: string; checkpoint_ns: string }
  | { what: 'allButLatest' }
  /** Those made before a time, ISO 8601. */
  | { what: 'older'; than: string }
  /** The oldest, until the thread weighs about so many bytes. */
  | { what: 'downTo'; bytes: number };

/** What a deletion takes away, subgraphs' checkpoints included. */
export interface Removal {
  checkpoints: number;
  /** About what it frees. Nothing for what a branch still needs. */
  bytes: number;
}

/** The database file. */
export interface StorageInfo {
  path: string;
  /** Bytes of the file with what is not yet merged into it. */
  bytes: number;
  /** Bytes in it that are free. */
  free: number;
}
