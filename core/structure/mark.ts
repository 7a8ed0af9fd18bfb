/**
 * A trace is everything that serialising a value read of it, flat: prototypes, keys and primitives in reading
 * order. Reading the value again and comparing tells whether it would serialise to the same text, at a small
 * part of the price: strings are compared by pointer, and nothing is allocated. Identity of objects plays no
 * part, so a value mutated in place is seen.
 */
export type Trace = unknown[];

/** Marks in a trace; being symbols they equal no primitive of a person's state. */
export const mark = {
  object: Symbol('object'),
  array: Symbol('array'),
  message: Symbol('message'),
  map: Symbol('map'),
  set: Symbol('set'),
  bytes: Symbol('bytes'),
  date: Symbol('date'),
  regexp: Symbol('regexp'),
  error: Symbol('error'),
  unit: Symbol('unit'),
  alike: Symbol('alike'),
  end: Symbol('end'),
} as const;
