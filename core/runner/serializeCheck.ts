import { StudioError } from '../protocol/errors.ts';
import { REFUSED, refusalOf } from '../structure/refusal.ts';

const QUOTE = 0x22;

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
  return new StudioError('notSerializable', refusalOf(part, path).message);
}
