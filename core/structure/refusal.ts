import { entries, join } from './paths.ts';

/** A value that a checkpoint cannot hold: LangGraph's serializer would store a sentence in its place. */
export class Refusal extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path} ${reason}`);
    this.name = 'Refusal';
    this.path = path;
  }
}

/** Path of the first BigInt in `value`, which itself is called `path`. */
export function bigIntAt(
  value: unknown,
  path: string,
  seen = new Set<object>(),
): string | undefined {
  if (typeof value === 'bigint') return path;
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return undefined;
  for (const [key, item] of entries(value)) {
    const found = bigIntAt(item, join(path, key), seen);
    if (found) return found;
  }
  return undefined;
}

/** What the serializer writes in place of a value that JSON refuses (serde/utils/fast-safe-stringify). */
export const REFUSED = '"[unable to serialize';

/** Throws a `Refusal` when `text` is not the value but the serializer's excuse. */
export function checkWritten(value: unknown, text: string | undefined, path: string): void {
  if (typeof value === 'string' || !text?.startsWith(REFUSED)) return;
  throw refusalOf(value, path);
}

/** The `Refusal` of a value that the serializer could not write: it names the BigInt in it, if there is one. */
export function refusalOf(value: unknown, path: string): Refusal {
  const at = bigIntAt(value, path);
  return at
    ? new Refusal(at, 'is a BigInt, which a checkpoint cannot hold.')
    : new Refusal(path, 'cannot be turned into JSON, so a checkpoint cannot hold it.');
}
