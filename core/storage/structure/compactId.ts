const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id as it is stored: a lower-case uuid as 16 bytes, anything else as its text. */
export type CompactId = string | Uint8Array;

/** The last ones: rows of one super-step name the same few. */
let known = new Map<string, CompactId>();
const KNOWN = 16;

export function compactId(id: string): CompactId {
  const before = known.get(id);
  if (before !== undefined) return before;
  if (known.size >= KNOWN) known = new Map();
  const compact = uuid.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : id;
  known.set(id, compact);
  return compact;
}

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
