import type { Json } from './model.ts';

/** What a held task received or gave, whole. */
export interface HeldValue {
  value: Json;
  /** Why it cannot be edited, in a sentence: JSON does not say all of it. */
  problem?: string;
}
