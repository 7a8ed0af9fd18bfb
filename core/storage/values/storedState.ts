import type { Ref } from '../../structure/header.ts';
import type { Reader } from '../../structure/reader.ts';
import { encodedWithin } from '../../values/jsonPlus.ts';
import { jsonText } from '../../values/jsonText.ts';
import { textValue } from '../../values/textValue.ts';
import {
  editableOf,
  literal,
  record,
  type Entry,
  type Inner,
  type Value,
} from '../../values/value.ts';
import type { StoredCheckpoint } from '../structure/stored.ts';
import type { ListTexts } from './listTexts.ts';

/** What states are read with. */
export interface StateReader extends Reader {
  listTexts: ListTexts;
}

/** A checkpoint of which only what is looked at is read. `refs`: of its channels. `size`: characters of the whole of it. */
export function storedState(
  stored: StoredCheckpoint,
  refs: Record<string, Ref>,
  size: () => number,
  reader: StateReader,
): Value {
  const { header, checkpoint_id, created_at } = stored;
  const channels = Object.entries(refs).map(([key, ref]) => ({
    key,
    value: Array.isArray(ref) ? storedList(ref, reader) : whole(ref, reader),
  }));
  const entries = {
    v: literal(header.v),
    id: literal(checkpoint_id),
    ts: literal(created_at),
    channel_values: sized(record(channels), size),
    channel_versions: plain(header.versions),
    versions_seen: plain(header.seen),
  };
  const all = Object.entries(entries).map(([key, value]) => ({ key, value }));
  return sized(record(all), size);
}

/** `size` is a query, which most of what reads states does without. */
function sized(value: Value, size: () => number): Value {
  let known: number | undefined;
  return Object.create(value, { size: { get: () => (known ??= size()) } }) as Value;
}

const plain = (json: unknown): Value => textValue(jsonText(JSON.stringify(json)));

/** Read when something is asked of it. */
function whole(ref: Ref, reader: StateReader): Value {
  let read: Value | undefined;
  const value = () => (read ??= textValue(jsonText(reader.text(ref))));
  return {
    get type() {
      return value().type;
    },
    get className() {
      return value().className;
    },
    get size() {
      return value().size;
    },
    get inner() {
      return value().inner;
    },
    preview: (room) => value().preview(room),
    toJson: () => value().toJson(),
    toStored: () => editableOf(value()),
    toText: () => {
      const text = reader.text(ref);
      return encodedWithin(text) ? JSON.stringify(value().toJson()) : text;
    },
  };
}

/** A list, of which the elements that are asked for are read. */
function storedList(ref: [list: number, to: number, from?: number], reader: StateReader): Value {
  const [list, to, from = 0] = ref;
  const all = whole(ref, reader);
  const elements = (start: number, end: number): Entry[] => {
    const texts = reader.elements(list, from + start, Math.min(to, from + end));
    return reader
      .fillAll(texts)
      .map((text, index) => ({ key: start + index, value: textValue(jsonText(text)) }));
  };
  const inner: Inner = {
    count: () => to - from,
    slice: (offset, limit) => elements(offset, offset + limit),
    first: (limit) => elements(0, limit),
    child: (key) => {
      const index = Number(key);
      return Number.isInteger(index) && index >= 0
        ? elements(index, index + 1)[0]?.value
        : undefined;
    },
  };
  return {
    type: 'array',
    get size() {
      return all.size;
    },
    preview: (room) => all.preview(room),
    inner,
    toJson: () => all.toJson(),
    toStored: () => editableOf(all),
    toText: () => `[${reader.listTexts(list, from, to)}]`,
  };
}
