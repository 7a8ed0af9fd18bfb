/**
 * Finds its way through MessagePack without decoding it, so that one level of a huge value costs one pass over
 * its bytes. Everything is looked up by position; truncated bytes throw a `RangeError`.
 */
export interface MsgpackBytes {
  readonly bytes: Buffer;
  /** Ends of large values, by start: each is walked once. */
  readonly ends: Map<number, number>;
  /** Of containers read in parts, by where their content begins: the child after the last part. The next part begins there. */
  readonly nexts: Map<number, { index: number; at: number }>;
}

/** What the first bytes of a value say. `body` is where its content begins; `count` is of its children. */
export type Head =
  | { kind: 'scalar'; value: null | boolean | number | bigint; body: number; length: number }
  | { kind: 'string' | 'bytes'; body: number; length: number }
  | { kind: 'array' | 'map'; body: number; count: number }
  | { kind: 'ext'; code: number; body: number; length: number };

/** Spans shorter than this are walked again rather than remembered. */
const LARGE = 16_384;

/** Bytes of which nothing has been walked yet. */
export function msgpackBytes(bytes: Uint8Array): MsgpackBytes {
  return {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    ends: new Map(),
    nexts: new Map(),
  };
}

/** https://github.com/msgpack/msgpack/blob/master/spec.md, in its order. */
export function headAt({ bytes }: MsgpackBytes, at: number): Head {
  const first = bytes.readUInt8(at);
  const body = at + 1;
  const scalar = (value: null | boolean | number | bigint, length = 0): Head => ({
    kind: 'scalar',
    value,
    body,
    length,
  });
  const sized = (kind: 'string' | 'bytes', width: number): Head => ({
    kind,
    body: body + width,
    length: bytes.readUIntBE(body, width),
  });
  const container = (kind: 'array' | 'map', width: number): Head => ({
    kind,
    body: body + width,
    count: bytes.readUIntBE(body, width),
  });
  const ext = (width: number, fixed = 0): Head => ({
    kind: 'ext',
    code: bytes.readInt8(body + width),
    body: body + width + 1,
    length: width === 0 ? fixed : bytes.readUIntBE(body, width),
  });

  if (first <= 0x7f) return scalar(first);
  if (first <= 0x8f) return { kind: 'map', body, count: first & 0x0f };
  if (first <= 0x9f) return { kind: 'array', body, count: first & 0x0f };
  if (first <= 0xbf) return { kind: 'string', body, length: first & 0x1f };
  if (first >= 0xe0) return scalar(first - 0x100);
  switch (first) {
    case 0xc0:
      return scalar(null);
    case 0xc2:
    case 0xc3:
      return scalar(first === 0xc3);
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return sized('bytes', 1 << (first - 0xc4));
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return ext(1 << (first - 0xc7));
    case 0xca:
      return scalar(bytes.readFloatBE(body), 4);
    case 0xcb:
      return scalar(bytes.readDoubleBE(body), 8);
    case 0xcc:
    case 0xcd:
    case 0xce: {
      const width = 1 << (first - 0xcc);
      return scalar(bytes.readUIntBE(body, width), width);
    }
    case 0xcf:
      return scalar(safe(bytes.readBigUInt64BE(body)), 8);
    case 0xd0:
    case 0xd1:
    case 0xd2: {
      const width = 1 << (first - 0xd0);
      return scalar(bytes.readIntBE(body, width), width);
    }
    case 0xd3:
      return scalar(safe(bytes.readBigInt64BE(body)), 8);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return ext(0, 1 << (first - 0xd4));
    case 0xd9:
    case 0xda:
    case 0xdb:
      return sized('string', 1 << (first - 0xd9));
    case 0xdc:
    case 0xdd:
      return container('array', first === 0xdc ? 2 : 4);
    case 0xde:
    case 0xdf:
      return container('map', first === 0xde ? 2 : 4);
    default:
      throw new RangeError(`No MessagePack value begins with the byte ${first.toString(16)}.`);
  }
}

/** A number where that is exact. */
function safe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Just past the value that begins at `start`. */
export function endOf(msgpack: MsgpackBytes, start: number): number {
  const known = msgpack.ends.get(start);
  if (known !== undefined) return known;
  let at = start;
  for (let left = 1; left > 0; left -= 1) {
    const head = headAt(msgpack, at);
    if ('count' in head) {
      at = head.body;
      left += head.kind === 'map' ? head.count * 2 : head.count;
    } else {
      at = head.body + head.length;
    }
  }
  if (at > msgpack.bytes.length) throw new RangeError('The MessagePack value breaks off.');
  if (at - start >= LARGE) msgpack.ends.set(start, at);
  return at;
}

/** Where children `offset` to `offset + limit` of a container begin; of a map, its keys. */
export function starts(
  msgpack: MsgpackBytes,
  head: Extract<Head, { count: number }>,
  offset: number,
  limit: number,
): number[] {
  const found: number[] = [];
  const until = Math.min(head.count, offset + limit);
  const next = msgpack.nexts.get(head.body);
  const from = next && next.index <= offset ? next : { index: 0, at: head.body };
  let { at } = from;
  for (let { index } = from; index < until; index += 1) {
    if (index >= offset) found.push(at);
    at = endOf(msgpack, at);
    if (head.kind === 'map') at = endOf(msgpack, at);
  }
  if (until < head.count && until > from.index) msgpack.nexts.set(head.body, { index: until, at });
  return found;
}

/** The text of a string that begins at `start`; undefined for anything else. */
export function stringAt(msgpack: MsgpackBytes, start: number): string | undefined {
  const head = headAt(msgpack, start);
  return head.kind === 'string'
    ? msgpack.bytes.toString('utf8', head.body, head.body + head.length)
    : undefined;
}
