import type { Json, ValueLevel, ValueNode, ValueType } from '../protocol/model.ts';

/** A value that can be looked at piece by piece. */
export interface Value {
  readonly type: ValueType;
  readonly className?: string | undefined;
  /** Characters of its JSON text as stored; of what is put together for display, its parts' sum. */
  readonly size: number;
  /** One line of about `room` characters. */
  preview: (room: number) => string;
  /** Absent for scalars. */
  readonly inner?: Inner | undefined;
  /** As plain JSON; undefined for `undefined`, which objects then leave out. */
  toJson: () => Json | undefined;
  /**
   * As the user's serializer wrote it: what JSON lacks is a record (`{lc: 2, …}`) that reading turns back into the value.
   * Absent where that is not at hand.
   */
  toStored?: () => Json;
  /** The plain JSON as text, where that is faster than to make it of the JSON. */
  toText?: () => string | undefined;
}

/** The children of a value that has some. */
export interface Inner {
  count: () => number;
  slice: (offset: number, limit: number) => Entry[];
  /** The first ones, without counting the rest. */
  first: (limit: number) => Entry[];
  child: (key: string | number) => Value | undefined;
}

export interface Entry {
  key: string | number;
  value: Value;
}

/** Characters of the one line a value is shown on. */
export const PREVIEW_LENGTH = 200;

/** One level as it crosses the wire. */
export function levelOf(value: Value, offset: number, limit: number): ValueLevel {
  const { inner } = value;
  return {
    node: nodeOf(value),
    children: (inner?.slice(offset, limit) ?? []).map(({ key, value: child }) => ({
      key,
      node: nodeOf(child),
    })),
    offset,
    total: inner?.count() ?? 0,
  };
}

/** A value as it crosses the wire, without what is in it. */
export function nodeOf(value: Value): ValueNode {
  const { type, className, size, inner } = value;
  return {
    type,
    preview: cut(value.preview(PREVIEW_LENGTH), PREVIEW_LENGTH),
    size,
    ...(inner && { count: inner.count() }),
    ...(className !== undefined && { className }),
  };
}

/** The value at `path`; undefined where the path leads nowhere. */
export function valueAt(root: Value, path: (string | number)[]): Value | undefined {
  let value: Value | undefined = root;
  for (const key of path) value = value?.inner?.child(key);
  return value;
}

/** What an editor is to begin with, so that a value that is given back unchanged is the same value. */
export const editableOf = (value: Value): Json => value.toStored?.() ?? value.toJson() ?? null;

/** The text of a value's plain JSON; undefined for `undefined`. */
export const jsonTextOf = (value: Value): string | undefined =>
  value.toText ? value.toText() : JSON.stringify(value.toJson());

/** The text of a string value; '' for anything else. */
export function textOf(value: Value | undefined): string {
  const json = value?.type === 'string' ? value.toJson() : '';
  return typeof json === 'string' ? json : '';
}

/** Shortens to `room` characters, the last of which is then an ellipsis. */
export function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(room - 2)) ? room - 2 : room - 1;
  return `${text.slice(0, end)}…`;
}

/** Scalars that are not in the text: synthesised, like a message's `type`. */
export function literal(json: string | number | boolean | null): Value {
  const text = JSON.stringify(json);
  const type = json === null ? 'null' : (typeof json as 'string' | 'number' | 'boolean');
  return { type, size: text.length, preview: (room) => cut(text, room), toJson: () => json };
}

/** A value that is not there; `why` when that needs saying. */
export function absent(why = 'undefined'): Value {
  return { type: 'undefined', size: 0, preview: (room) => cut(why, room), toJson: () => undefined };
}

/** Bytes as bytes; their JSON is base64. */
export function bytesValue(bytes: Uint8Array, label?: string): Value {
  return {
    type: 'bytes',
    size: bytes.length,
    preview: () => previewBytes([...bytes.subarray(0, 17)], bytes.length, label),
    toJson: () => Buffer.from(bytes).toString('base64'),
  };
}

/** `first` may hold one byte more than is shown. */
export function previewBytes(first: number[], count: number, label = 'bytes'): string {
  const hex = first.slice(0, 16).map((byte) => byte.toString(16).padStart(2, '0'));
  return `${count} ${label}: ${hex.join(' ')}${count > 16 ? ' …' : ''}`;
}

/** An object put together from entries. */
export function record(
  entries: Entry[],
  as: Partial<Pick<Value, 'type' | 'className' | 'preview' | 'size'>> = {},
): Value {
  const inner = innerOf(entries);
  return {
    type: 'object',
    get size() {
      return entries.reduce((sum, { key, value }) => sum + String(key).length + value.size + 4, 2);
    },
    preview: (room) => previewObject(entries, entries.length, room),
    ...as,
    inner,
    toJson: () => jsonOf('object', inner),
    toText: () => {
      const parts = entries.flatMap(({ key, value }) => {
        const text = jsonTextOf(value);
        return text === undefined ? [] : [`${JSON.stringify(String(key))}:${text}`];
      });
      return `{${parts.join(',')}}`;
    },
  };
}

/** An array put together from values. */
export function list(values: Value[]): Value {
  const entries = values.map((value, key) => ({ key, value }));
  const inner = innerOf(entries);
  return {
    type: 'array',
    size: values.reduce((sum, value) => sum + value.size + 1, 1),
    preview: (room) => previewArray(entries, entries.length, room),
    inner,
    toJson: () => jsonOf('array', inner),
  };
}

/** For few children that are at hand. */
export function innerOf(entries: Entry[]): Inner {
  return {
    count: () => entries.length,
    slice: (offset, limit) => entries.slice(offset, offset + limit),
    first: (limit) => entries.slice(0, limit),
    child: (key) => entries.find((entry) => String(entry.key) === String(key))?.value,
  };
}

/** JSON from children: as `JSON.stringify` has it, objects leave out what is undefined, arrays say null. */
export function jsonOf(type: 'object' | 'array', inner: Inner): Json {
  const entries = inner
    .slice(0, Infinity)
    .map(({ key, value }) => [String(key), value.toJson()] as const);
  return type === 'array'
    ? entries.map(([, json]) => json ?? null)
    : Object.fromEntries(
        entries.filter((entry): entry is [string, Json] => entry[1] !== undefined),
      );
}

/** How many children a preview looks at: more would not fit. */
export const PREVIEWED = 12;

/** `{a: 1, b: […]}`; `total` greater than the entries given adds an ellipsis. */
export function previewObject(first: Entry[], total: number, room: number): string {
  const parts = first.slice(0, PREVIEWED).map(({ key, value }) => `${label(key)}: ${brief(value)}`);
  return fit('{', parts, '}', total, room);
}

const label = (key: string | number) =>
  /^[\w$-]+$/.test(String(key)) ? String(key) : JSON.stringify(key);

/** `[1, {…}]`, likewise. */
export function previewArray(first: Entry[], total: number, room: number): string {
  const parts = first.slice(0, PREVIEWED).map(({ value }) => brief(value));
  return fit('[', parts, ']', total, room);
}

function fit(open: string, parts: string[], close: string, total: number, room: number): string {
  let text = open;
  for (const [index, part] of parts.entries()) {
    const next = (index > 0 ? ', ' : '') + part;
    if (text.length + next.length > room - 4) return `${text}${index > 0 ? ', ' : ''}…${close}`;
    text += next;
  }
  return `${text}${total > parts.length ? ', …' : ''}${close}`;
}

/** A child within a preview: containers are not opened, so that a preview never walks a subtree. */
function brief(value: Value): string {
  switch (value.type) {
    case 'array':
      return '[…]';
    case 'object':
      return '{…}';
    case 'message':
    case 'instance':
      return value.className ?? value.type;
    case 'map':
    case 'set':
      return value.type === 'map' ? 'Map' : 'Set';
    default:
      return cut(value.preview(40), 40);
  }
}
