import type { Serialized } from '../../runner/messages.ts';
import { jsonText } from '../../values/jsonText.ts';
import { msgpackValue } from '../../values/msgpack/msgpackValue.ts';
import { textValue } from '../../values/textValue.ts';
import { bytesValue, literal, type Value } from '../../values/value.ts';

/** Checkpoints last read. */
export interface TextCache {
  /** `key` must change when the bytes do. */
  read: (key: string, load: () => Value) => Value;
}

/** Forgets the least recently read when all are longer than `capacity` characters; the last stays however long. */
export function createTextCache(capacity: number): TextCache {
  const kept = new Map<string, Value>();
  let total = 0;
  return {
    read: (key, load) => {
      const value = kept.get(key) ?? load();
      if (!kept.delete(key)) total += value.size;
      kept.set(key, value);
      for (const [oldest, { size }] of kept) {
        if (total <= capacity || kept.size === 1) break;
        kept.delete(oldest);
        total -= size;
      }
      return value;
    },
  };
}

/**
 * A value from what a serde wrote: JSON of either language, or Python's msgpack. Nothing else is taken apart: a
 * pickle can't be read without running it, and what is encrypted (`msgpack+aes`) not without the key.
 */
export function serializedValue([type, bytes]: Serialized): Value {
  if (type === 'json') {
    return textValue(
      jsonText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()),
    );
  }
  if (type === 'msgpack') return msgpackValue(bytes);
  if (type === 'null') return literal(null);
  if (type === 'bytes' || type === 'bytearray') return bytesValue(bytes);
  const [plain, cipher] = type.split('+');
  return bytesValue(
    bytes,
    cipher ? `bytes of ${plain}, encrypted with ${cipher}` : `bytes of ${type}`,
  );
}
