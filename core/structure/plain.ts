export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

/** A string of fewer than `end` characters, a boolean or null: what every serializer of JSON writes alike. */
export const isShort = (value: unknown, end: number): value is string | boolean | null =>
  value === null || typeof value === 'boolean' || (typeof value === 'string' && value.length < end);

/** Elements of a list as tasks write them. */
const FEW = 16;

/** A list that is told from others by its elements alone. */
export const isFewPlain = (value: object): value is unknown[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= FEW &&
  Object.getPrototypeOf(value) === Array.prototype &&
  (value as { toJSON?: unknown }).toJSON === undefined;
