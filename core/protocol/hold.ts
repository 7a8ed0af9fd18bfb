import type { Json } from './model.ts';

/** What a held task received or gave, whole. */
export interface HeldValue {
  value: Json;
  /** The same as LangGraph's serializer writes it, where JSON has no form for all of it: what an edit begins with. */
  stored?: Json;
  /** Why it cannot be edited, in a sentence. */
  problem?: string;
}
