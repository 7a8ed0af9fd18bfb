import {
  literal,
  PREVIEWED,
  previewArray,
  record,
  textOf,
  type Inner,
  type Value,
} from '../value.ts';

type ReadNumber = (view: DataView, at: number, little: boolean) => number;

/** By numpy's kind and width, as in `<f8`. */
const readers: Record<string, ReadNumber> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** A numpy array from `[dtype, shape, order, buffer]`: its numbers in the buffer's order where their type is known. */
export function ndarray(parts: Value[], size: number): Value | undefined {
  const [dtype, shape, order, buffer] = parts;
  if (!dtype || !shape || !order || buffer?.type !== 'bytes') return undefined;
  const values = numbers(textOf(dtype), buffer) ?? buffer;
  const sides = (shape.inner?.slice(0, 32) ?? []).map(({ value }) => value.preview(20));
  const about = `${textOf(dtype)} ${sides.join(' × ')}`;
  const entries = [
    { key: 'dtype', value: dtype },
    { key: 'shape', value: shape },
    { key: 'order', value: order },
    { key: 'values', value: values },
  ];
  return record(entries, { type: 'instance', className: 'ndarray', size, preview: () => about });
}

function numbers(dtype: string, buffer: Value): Value | undefined {
  const read = readers[dtype.slice(1)];
  const base64 = buffer.toJson();
  if (!read || typeof base64 !== 'string') return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const width = Number(dtype.slice(2));
  const count = Math.floor(bytes.length / width);
  const at = (index: number) => literal(read(view, index * width, !dtype.startsWith('>')));
  const slice: Inner['slice'] = (offset, limit) =>
    Array.from({ length: Math.max(0, Math.min(count - offset, limit)) }, (_, index) => ({
      key: offset + index,
      value: at(offset + index),
    }));
  const inner: Inner = {
    count: () => count,
    slice,
    first: (limit) => slice(0, limit),
    child: (key) => (Number(key) < count ? at(Number(key)) : undefined),
  };
  return {
    type: 'array',
    size: buffer.size,
    preview: (room) => previewArray(inner.first(PREVIEWED + 1), count, room),
    inner,
    toJson: () => slice(0, Infinity).map(({ value }) => value.toJson() ?? null),
  };
}
