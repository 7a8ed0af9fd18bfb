interface Dictable {
  toDict: () => { type: string; data: object };
}

const isDictable = (value: object): value is Dictable =>
  'toDict' in value && typeof value.toDict === 'function';

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isDictable(value)) {
    const { type, data } = value.toDict();
    return { ...data, type };
  }
  if (value instanceof Map) {
    const entries = [...(value as Map<unknown, unknown>)];
    return entries.every(([key]) => typeof key === 'string')
      ? Object.fromEntries(entries)
      : entries;
  }
  if (value instanceof Set) return [...(value as Set<unknown>)];
  if (value instanceof Error) return { name: value.name, message: value.message };
  return value;
}

/**
 * A value of the user's as the JSON text a LangGraph server sends: messages as the flat form of their `toDict`
 * (`serialiseAsDict` in langgraph-api's utils/serde.mjs). What that loses is kept: a `Map` is an object, a `Set` an
 * array, an error its name and message, a BigInt text. Throws where JSON does, for a circle.
 */
export function toClientJson(value: unknown): string {
  const text = JSON.stringify(plain(value), function (this: Record<string, unknown>, key, given) {
    // `given` has been through toJSON, which turns a message into its constructor record.
    const own = key === '' ? given : this[key];
    const shown = plain(own);
    return shown === own ? (given as unknown) : shown;
  });
  return text ?? 'null';
}
