import type { Json } from '../protocol/model.ts';
import { decodeRecord, encodedWithin, looksEncoded } from './jsonPlus.ts';
import {
  countChildren,
  endOf,
  findChild,
  firstChildren,
  sliceChildren,
  type Child,
  type JsonText,
} from './jsonText.ts';
import {
  cut,
  jsonOf,
  literal,
  previewArray,
  previewObject,
  PREVIEWED,
  type Entry,
  type Inner,
  type Value,
} from './value.ts';

/** The value whose JSON text begins at `start`, decoded as LangGraph's `JsonPlusSerializer` would. */
export function textValue(json: JsonText, start = 0): Value {
  switch (json.text[start]) {
    case '{': {
      const decoded = looksEncoded(json, start) && decodeRecord(json, start, textValue, innerText);
      return decoded
        ? { ...decoded, toStored: stored(json, start) }
        : container(json, start, 'object');
    }
    case '[':
      return container(json, start, 'array');
    case '"':
      return string(json, start);
    default:
      return literal(JSON.parse(slice(json, start)) as number | boolean | null);
  }
}

const stored = (json: JsonText, start: number) => () => JSON.parse(slice(json, start)) as Json;

const slice = (json: JsonText, start: number) => json.text.slice(start, endOf(json, start));

function container(json: JsonText, start: number, type: 'object' | 'array'): Value {
  const inner = innerText(json, start);
  const preview = type === 'object' ? previewObject : previewArray;
  return {
    type,
    size: endOf(json, start) - start,
    preview: (room) => {
      const first = inner.first(PREVIEWED + 1);
      return preview(first, first.length, room);
    },
    inner,
    toJson: () => {
      const text = slice(json, start);
      return encodedWithin(text) ? jsonOf(type, inner) : (JSON.parse(text) as Json);
    },
    toStored: stored(json, start),
  };
}

/** The children of the container at `start`, each decoded when it is asked for. */
function innerText(json: JsonText, start: number): Inner {
  const entry = (child: Child): Entry => ({ key: child.key, value: textValue(json, child.start) });
  return {
    count: () => countChildren(json, start),
    slice: (offset, limit) => sliceChildren(json, start, offset, limit).map(entry),
    first: (limit) => firstChildren(json, start, limit).map(entry),
    child: (key) => {
      const at = findChild(json, start, key);
      return at === undefined ? undefined : textValue(json, at);
    },
  };
}

function string(json: JsonText, start: number): Value {
  const end = endOf(json, start);
  return {
    type: 'string',
    size: end - start,
    preview: (room) => cut(JSON.stringify(stringHead(json.text, start, end, room)), room),
    toJson: () => JSON.parse(json.text.slice(start, end)) as string,
  };
}

/** At least the first `room` characters of a string literal (an escape is 6 long at most), or all it has. */
function stringHead(text: string, start: number, end: number, room: number): string {
  if (end - start <= room * 6) return JSON.parse(text.slice(start, end)) as string;
  const head = text.slice(start, start + room * 6);
  const wholeEscapes = /^"(?:[^\\]|\\u.{4}|\\[^u])*/.exec(head)?.[0] ?? '"';
  return JSON.parse(`${wholeEscapes}"`) as string;
}
