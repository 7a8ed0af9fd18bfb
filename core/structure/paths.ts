/** The path of what `path` holds under `key`, as a person would write it in code. */
export const join = (path: string, key: string | number): string =>
  typeof key === 'number'
    ? `${path}[${key}]`
    : /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
      ? `${path}.${key}`
      : `${path}[${JSON.stringify(key)}]`;

/** What a value holds, each under the key that `join` takes. */
export function entries(value: object): [string | number, unknown][] {
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => [index, item]);
  if (value instanceof Map) return [...value].map(([key, item]) => [nameOf(key), item]);
  if (value instanceof Set) return [...value].map((item, index) => [index, item]);
  return Object.entries(value);
}

/** An object as the key of a Map may have no text, or one of the person's own making. */
const nameOf = (key: string | symbol | object | null): string =>
  typeof key === 'object' ? Object.prototype.toString.call(key) : String(key);
