import { StudioError } from './errors.ts';
import { isObject } from './isObject.ts';
import type { Json } from './model.ts';

/** What runs of a graph are given beside their input, under LangGraph.js's names. */
export interface RunConfig {
  configurable?: { [name: string]: Json };
  /** The runtime context (LangGraph from 0.6 on). */
  context?: Json;
  /** In super-steps. */
  recursionLimit?: number;
}

const FIELDS = ['configurable', 'context', 'recursionLimit'];

/** Throws `invalidInput` for what LangGraph would pass over. */
export function runConfigOf(json: Json): RunConfig {
  const refuse = (what: string): never => {
    throw new StudioError('invalidInput', what);
  };
  if (!isObject(json)) return refuse('A run config is an object: {"context": {…}}.');
  const strange = Object.keys(json).find((name) => !FIELDS.includes(name));
  if (strange !== undefined)
    return refuse(`A run config has no ${strange}; it has ${FIELDS.join(', ')}.`);
  const { configurable, context, recursionLimit } = json;
  if (configurable !== undefined && !isObject(configurable))
    return refuse('configurable is an object with one value a name.');
  if (
    recursionLimit !== undefined &&
    !(Number.isInteger(recursionLimit) && Number(recursionLimit) > 0)
  )
    return refuse('recursionLimit is a number of super-steps, 1 or more.');
  return {
    ...(configurable !== undefined && { configurable }),
    ...(context !== undefined && { context }),
    ...(recursionLimit !== undefined && { recursionLimit: Number(recursionLimit) }),
  };
}
