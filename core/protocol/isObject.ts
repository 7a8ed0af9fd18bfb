import type { Json } from './model.ts';

/** Neither null nor a list. */
export const isObject = (json: Json | undefined): json is Record<string, Json> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
