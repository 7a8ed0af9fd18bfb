import type { Serialized } from '../../runner/messages.ts';
import { jsonText } from '../../values/jsonText.ts';
import { textValue } from '../../values/textValue.ts';
import { bytesValue, type Value } from '../../values/value.ts';

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

/** A value from what a serde wrote. Other serdes than JSON (Python's msgpack) are shown as the bytes they are. */
export function serializedValue([type, bytes]: Serialized): Value {
  if (type !== 'json') return bytesValue(bytes, type === 'bytes' ? undefined : `bytes of ${type}`);
  return textValue(jsonText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()));
}
