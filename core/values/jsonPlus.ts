import { decodeMessage } from './messageValue.ts';
import {
  countChildren,
  endOf,
  findChild,
  firstChildren,
  sliceChildren,
  type JsonText,
} from './jsonText.ts';
import {
  absent,
  cut,
  innerOf,
  jsonOf,
  previewArray,
  previewBytes,
  previewObject,
  PREVIEWED,
  record,
  textOf,
  type Entry,
  type Inner,
  type Value,
} from './value.ts';

/**
 * What LangGraph's `JsonPlusSerializer` writes for values that JSON lacks (langgraph-checkpoint
 * dist/serde/jsonplus.js, 0.0.18 to 1.1.5): `{lc: 1}` for what LangChain serialises itself, `{lc: 2}` for its
 * own. A record that it would not revive stays the plain object it looks like.
 */

export type Read = (json: JsonText, start: number) => Value;
export type ReadInner = (json: JsonText, start: number) => Inner;

const encoded = /\{\s*"lc"\s*:/;
const encodedHere = new RegExp(encoded, 'y');

/** Whether anything in this JSON text may need decoding. */
export const encodedWithin = (text: string): boolean => encoded.test(text);

/** Every version writes `lc` first. */
export function looksEncoded(json: JsonText, start: number): boolean {
  encodedHere.lastIndex = start;
  return encodedHere.test(json.text);
}

/** Undefined for a record that is none. */
export function decodeRecord(
  json: JsonText,
  start: number,
  read: Read,
  readInner: ReadInner,
): Value | undefined {
  const field = (name: string) => findChild(json, start, name);
  const lc = scalar(json, field('lc'));
  const type = scalar(json, field('type'));
  const size = endOf(json, start) - start;
  if (lc === 1) return langChain(json, { type, size, field, read, readInner });
  if (lc !== 2) return undefined;
  if (type === 'undefined') return { ...absent(), size };
  const value = field('value');
  if (type === 'delta_snapshot' && value !== undefined) return read(json, value);
  if (type !== 'constructor') return undefined;
  const id = names(json, field('id'));
  const args = field('args');
  const argument = args === undefined ? undefined : findChild(json, args, 0);
  if (id.length !== 1 || argument === undefined) return undefined;
  const isArray = json.text[argument] === '[';
  const name = id[0] ?? '';
  if (name === 'Map' && isArray) return map(json, argument, size, read, readInner);
  if (name === 'Set' && isArray) return set(readInner(json, argument), size);
  if (name === 'Uint8Array' && isArray) return bytes(json, argument, size);
  if (name === 'RegExp') return regexp(json, read(json, argument), args, size, read);
  // 0.2 wrote the class's own name, and gave it back as the record it wrote.
  if (name.endsWith('Error') && !isArray) return error(read(json, argument), name, size);
  return undefined;
}

interface Constructed {
  type: unknown;
  size: number;
  field: (name: string) => number | undefined;
  read: Read;
  readInner: ReadInner;
}

function langChain(json: JsonText, { type, size, field, read, readInner }: Constructed) {
  const id = names(json, field('id'));
  const className = id.at(-1);
  if (className === undefined) return undefined;
  const kwargs = field('kwargs');
  if (type !== 'constructor' || kwargs === undefined || json.text[kwargs] !== '{') {
    // `not_implemented` and `secret`: the class is all that was kept.
    const bare = type === 'not_implemented' || type === 'secret';
    return bare
      ? record([], { type: 'instance', className, size, preview: () => className })
      : undefined;
  }
  const inner = readInner(json, kwargs);
  if (id.includes('messages')) return decodeMessage(className, inner, size);
  const preview: Value['preview'] = (room) => {
    const first = inner.first(PREVIEWED + 1);
    return previewObject(first, first.length, room);
  };
  const toJson = read(json, kwargs).toJson;
  return { type: 'instance' as const, className, size, preview, inner, toJson };
}

/** Entries of string keys are children under that key; others are `[key, value]` pairs under their index. */
function map(json: JsonText, pairs: number, size: number, read: Read, readInner: ReadInner): Value {
  const entry = (pair: number, index: number): Entry => {
    const key = scalar(json, findChild(json, pair, 0));
    const value = findChild(json, pair, 1);
    return typeof key === 'string' && value !== undefined
      ? { key, value: read(json, value) }
      : { key: index, value: read(json, pair) };
  };
  const all = readInner(json, pairs);
  const slice = (offset: number, limit: number) =>
    sliceChildren(json, pairs, offset, limit).map(({ start }, index) =>
      entry(start, offset + index),
    );
  const first = (limit: number) =>
    firstChildren(json, pairs, limit).map(({ start }, index) => entry(start, index));
  const inner: Inner = {
    count: all.count,
    slice,
    first,
    child: (key) =>
      typeof key === 'number'
        ? slice(key, 1)[0]?.value
        : slice(0, Infinity).find((item) => item.key === key)?.value,
  };
  return {
    type: 'map',
    size,
    preview: (room) => {
      const head = first(PREVIEWED + 1);
      return previewObject(head, head.length, room);
    },
    inner,
    toJson: () =>
      slice(0, Infinity).every(({ key }) => typeof key === 'string')
        ? jsonOf('object', inner)
        : jsonOf('array', all),
  };
}

function set(inner: Inner, size: number): Value {
  return {
    type: 'set',
    size,
    preview: (room) => {
      const first = inner.first(PREVIEWED + 1);
      return previewArray(first, first.length, room);
    },
    inner,
    toJson: () => jsonOf('array', inner),
  };
}

function bytes(json: JsonText, array: number, size: number): Value {
  const numbers = (until: number) => JSON.parse(json.text.slice(array, until)) as number[];
  const head = () => firstChildren(json, array, 17).map(({ start }) => Number(scalar(json, start)));
  return {
    type: 'bytes',
    size,
    preview: () => previewBytes(head(), countChildren(json, array)),
    toJson: () => Buffer.from(numbers(endOf(json, array))).toString('base64'),
  };
}

function regexp(
  json: JsonText,
  source: Value,
  args: number | undefined,
  size: number,
  read: Read,
): Value {
  const at = args === undefined ? undefined : findChild(json, args, 1);
  const flags = at === undefined ? '' : textOf(read(json, at));
  const text = () => `/${textOf(source)}/${flags}`;
  return { type: 'regexp', size, preview: (room) => cut(text(), room), toJson: text };
}

function error(message: Value, className: string, size: number): Value {
  return {
    type: 'error',
    className,
    size,
    preview: (room) => cut(textOf(message).replace(/\s+/g, ' '), room),
    inner: innerOf([{ key: 'message', value: message }]),
    toJson: () => ({ name: className, message: message.toJson() ?? null }),
  };
}

/** A number, string, boolean or null; containers are undefined. */
function scalar(json: JsonText, start: number | undefined): unknown {
  if (start === undefined || '[{'.includes(json.text[start] ?? '')) return undefined;
  return JSON.parse(json.text.slice(start, endOf(json, start))) as unknown;
}

function names(json: JsonText, start: number | undefined): string[] {
  if (start === undefined || json.text[start] !== '[') return [];
  return sliceChildren(json, start, 0, 16).map((child) => String(scalar(json, child.start)));
}
