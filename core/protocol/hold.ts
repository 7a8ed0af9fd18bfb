import type { Json } from './model.ts';

/** What a held task received (before, and where it failed) or gave, whole. */
export interface HeldValue {
  value: Json;
  /** The same as LangGraph's serializer writes it, where JSON has no form for all of it: what an edit begins with. */
  stored?: Json;
  /** Why it cannot be edited, in a sentence. */
  problem?: string;
}

/** How a held task goes on; with nothing of it as it is: with its own value, or with the error that it threw. */
export interface LetGo {
  /** Its input (before) or output (after). After an error it runs again with it, or `instead` goes on with it as its output. */
  value?: Json;
  /** `value` is its output: what has not begun does not run, what failed has not. */
  instead?: boolean;
  /** After an error: it runs again, with the input that it had unless `value` is another. */
  again?: boolean;
}
