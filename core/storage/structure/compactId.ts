/** An id as it is stored: a lower-case uuid as 16 bytes, anything else as its text. */
export type CompactId = string | Uint8Array;

/** The last ones: rows of one super-step name the same few. */
let known = new Map<string, CompactId>();
const KNOWN = 16;

export function compactId(id: string): CompactId {
  const before = known.get(id);
  if (before !== undefined) return before;
  if (known.size >= KNOWN) known = new Map();
  const compact = bytesOf(id) ?? id;
  known.set(id, compact);
  return compact;
}

/** Undefined for what is no lower-case uuid. Digit by digit: two of them are new with every task. */
function bytesOf(id: string): Uint8Array | undefined {
  if (id.length !== 36) return undefined;
  const bytes = Buffer.allocUnsafe(16);
  let at = 0;
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (id.charCodeAt(i++) !== DASH) return undefined;
    }
    const byte = (digit(id.charCodeAt(i)) << 4) | digit(id.charCodeAt(i + 1));
    if (byte < 0) return undefined;
    bytes[at++] = byte;
  }
  return bytes;
}

const DASH = 45;

/** Negative for what is none. */
const digit = (code: number): number =>
  code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;

export function fullId(id: CompactId): string {
  if (typeof id === 'string') return id;
  return dashed(Buffer.from(id.buffer, id.byteOffset, id.length).toString('hex'));
}

/** SQL that gives a column of ids as text, which is read several times as fast as bytes: for `idOfText`. */
export const idAsText = (column: string): string =>
  `iif(typeof(${column}) = 'blob', hex(${column}), '=' || ${column})`;

export const idOfText = (text: string): string =>
  text.startsWith('=') ? text.slice(1) : dashed(text.toLowerCase());

const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** As SQLite orders them: text before bytes. */
export function compareIds(a: CompactId, b: CompactId): number {
  if (typeof a === 'string') return typeof b === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : -1;
  return typeof b === 'string' ? 1 : Buffer.compare(a, b);
}

/** Text that sorts as `compareIds` sorts ids. */
export const orderedId = (id: string): string => (bytesOf(id) ? `1${id}` : `0${id}`);
