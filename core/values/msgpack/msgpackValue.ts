import {
  bytesValue,
  cut,
  jsonOf,
  list,
  literal,
  previewArray,
  previewObject,
  PREVIEWED,
  type Entry,
  type Inner,
  type Value,
} from '../value.ts';
import {
  endOf,
  headAt,
  msgpackBytes,
  starts,
  stringAt,
  type Head,
  type MsgpackBytes,
} from './msgpackBytes.ts';
import { pythonObject } from './pythonObject.ts';

/**
 * A value as Python's `JsonPlusSerializer` wrote it (langgraph-checkpoint 2.0 to 4.3). Nothing is imported, called
 * or revived: an object is its class's name and what its constructor would get. Bytes that break off are shown as
 * bytes. Sizes are in bytes.
 */
export function msgpackValue(bytes: Uint8Array): Value {
  const msgpack = msgpackBytes(bytes);
  try {
    if (endOf(msgpack, 0) === bytes.length) return valueAtByte(msgpack, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return bytesValue(bytes, 'bytes that are no MessagePack');
}

function valueAtByte(msgpack: MsgpackBytes, at: number): Value {
  const head = headAt(msgpack, at);
  const size = endOf(msgpack, at) - at;
  switch (head.kind) {
    case 'scalar':
      return scalar(head.value, size);
    case 'string':
      return string(msgpack, head, size);
    case 'bytes':
      return bytesValue(slice(msgpack, head));
    case 'array':
      return array(msgpack, head, size);
    case 'map':
      return map(msgpack, head, size);
    case 'ext':
      return pythonObject(head.code, slice(msgpack, head), msgpackValue);
  }
}

type Sized = Extract<Head, { length: number }>;
type Container = Extract<Head, { count: number }>;

const slice = ({ bytes }: MsgpackBytes, { body, length }: Sized) =>
  bytes.subarray(body, body + length);

/** Numbers that JSON has no form for are text there. */
function scalar(value: null | boolean | number | bigint, size: number): Value {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) {
    const text = String(value);
    return { type: 'number', size, preview: () => text, toJson: () => text };
  }
  return { ...literal(value), size };
}

function string(msgpack: MsgpackBytes, head: Sized, size: number): Value {
  const text = (most = head.length) =>
    msgpack.bytes.toString('utf8', head.body, head.body + Math.min(head.length, most));
  return {
    type: 'string',
    size,
    // A character is 4 bytes long at most.
    preview: (room) => cut(JSON.stringify(text(room * 4)), room),
    toJson: () => text(),
  };
}

function array(msgpack: MsgpackBytes, head: Container, size: number): Value {
  const slice = (offset: number, limit: number): Entry[] =>
    starts(msgpack, head, offset, limit).map((at, index) => ({
      key: offset + index,
      value: valueAtByte(msgpack, at),
    }));
  const inner: Inner = {
    count: () => head.count,
    slice,
    first: (limit) => slice(0, limit),
    child: (key) => (Number.isInteger(Number(key)) ? slice(Number(key), 1)[0]?.value : undefined),
  };
  return {
    type: 'array',
    size,
    preview: (room) => previewArray(inner.first(PREVIEWED + 1), head.count, room),
    inner,
    toJson: () => jsonOf('array', inner),
  };
}

/** A dict: an object while all keys are strings, else a map whose other keys are `[key, value]` pairs. */
function map(msgpack: MsgpackBytes, head: Container, size: number): Value {
  let strings: boolean | undefined;
  const isObject = () =>
    (strings ??= starts(msgpack, head, 0, Infinity).every(
      (at) => headAt(msgpack, at).kind === 'string',
    ));
  const entry = (at: number, index: number): Entry => {
    const key = stringAt(msgpack, at);
    const value = () => valueAtByte(msgpack, endOf(msgpack, at));
    if (key !== undefined) return { key, value: value() };
    return { key: index, value: list([valueAtByte(msgpack, at), value()]) };
  };
  const slice = (offset: number, limit: number) =>
    starts(msgpack, head, offset, limit).map((at, index) => entry(at, offset + index));
  const inner: Inner = {
    count: () => head.count,
    slice,
    first: (limit) => slice(0, limit),
    child: (key) => {
      const named = starts(msgpack, head, 0, Infinity).findLast(
        (at) => stringAt(msgpack, at) === String(key),
      );
      if (named !== undefined) return valueAtByte(msgpack, endOf(msgpack, named));
      return typeof key === 'number' && !isObject() ? slice(key, 1)[0]?.value : undefined;
    },
  };
  return {
    type: isObject() ? 'object' : 'map',
    size,
    preview: (room) => previewObject(inner.first(PREVIEWED + 1), head.count, room),
    inner,
    toJson: () =>
      isObject()
        ? jsonOf('object', inner)
        : slice(0, Infinity).map(({ key, value }) =>
            typeof key === 'string' ? [key, value.toJson() ?? null] : (value.toJson() ?? null),
          ),
  };
}
