import { StudioError } from '../protocol/errors.ts';

const QUOTE = 0x22;

/** What LangGraph's serializer writes in place of a value that JSON refuses (serde/utils/fast-safe-stringify). */
const REFUSED = '"[unable to serialize';

const join = (path: string, key: string | number): string =>
  typeof key === 'number'
    ? `${path}[${key}]`
    : /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
      ? `${path}.${key}`
      : `${path}[${JSON.stringify(key)}]`;

function entries(value: object): [string | number, unknown][] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item]);
  if (value instanceof Set) return [...value].map((item, index) => [index, item]);
  return Object.entries(value);
}

function findBigInt(value: unknown, path: string, seen: Set<object>): string | undefined {
  if (typeof value === 'bigint') return path;
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return undefined;
  for (const [key, item] of entries(value)) {
    const found = findBigInt(item, join(path, key), seen);
    if (found) return found;
  }
  return undefined;
}

/**
 * A whole value that JSON refuses is silently stored as one string by LangGraph's serializer, in every version, and what
 * reads it later breaks. Only a value that came out as a string is looked at, so that others cost one byte.
 *
 * @param part the part of `value` to look for the fault in, which is called `path`.
 * @returns the error that says where, or undefined when `bytes` hold the value.
 */
export function unserializable(
  value: unknown,
  part: unknown,
  bytes: Uint8Array,
  path: string,
): StudioError | undefined {
  if (bytes[0] !== QUOTE || typeof value === 'string') return undefined;
  if (new TextDecoder().decode(bytes.subarray(0, REFUSED.length)) !== REFUSED) return undefined;
  const at = findBigInt(part, path, new Set());
  return new StudioError(
    'notSerializable',
    at
      ? `${at} is a BigInt, which a checkpoint cannot hold.`
      : `${path} cannot be turned into JSON, so a checkpoint cannot hold it.`,
  );
}
