import type { ValueNode } from './model.ts';

/** A value that has what was looked for in its key or its text. */
export interface FoundValue {
  path: (string | number)[];
  /** A long text is cut to what is around the match. */
  node: ValueNode;
}

export interface FoundValues {
  /** In the order in which they are shown, the first 200. */
  found: FoundValue[];
  /** There are more. */
  more: boolean;
}
