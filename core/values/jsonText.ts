/**
 * Finds its way through JSON text without parsing it, so that one level of a huge value costs one pass over
 * its characters and no memory to speak of. The text must be valid JSON (`JSON.stringify` wrote it).
 */
export interface JsonText {
  readonly text: string;
  /** Ends of large values and insides of large containers, by start: each is walked once. */
  readonly ends: Map<number, number>;
  readonly insides: Map<number, Inside>;
}

/** What one walk over a container finds out. */
interface Inside {
  total: number;
  /** Where every `STRIDE`th child begins (at its key in objects). */
  marks: number[];
  /** Objects: where each key's value begins; of equal keys the last, as `JSON.parse` has it. */
  keys?: Map<string, number>;
}

/** A child: its key or index, and where its value begins. */
export interface Child {
  key: string | number;
  start: number;
}

const STRIDE = 64;

/** Spans shorter than this are walked again rather than remembered. */
const LARGE = 16_384;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Text of which nothing has been walked yet. */
export function jsonText(text: string): JsonText {
  return { text, ends: new Map(), insides: new Map() };
}

/** The first position from `at` on that is not white space. */
export function skipSpace(text: string, at: number): number {
  let i = at;
  for (let code = text.charCodeAt(i); code <= 0x20; code = text.charCodeAt(i)) i++;
  return i;
}

/** Just past the value that begins at `start`. */
export function endOf(json: JsonText, start: number): number {
  const known = json.ends.get(start);
  if (known !== undefined) return known;
  const end = skipValue(json.text, start);
  if (end - start >= LARGE) json.ends.set(start, end);
  return end;
}

/** How many children the container at `start` has. */
export function countChildren(json: JsonText, start: number): number {
  return inside(json, start).total;
}

/** Children `offset` to `offset + limit` of the container at `start`. */
export function sliceChildren(
  json: JsonText,
  start: number,
  offset: number,
  limit: number,
): Child[] {
  const { marks } = inside(json, start);
  const mark = Math.min(Math.floor(offset / STRIDE), marks.length - 1);
  const found: Child[] = [];
  if (mark < 0 || limit <= 0) return found;
  walk(json, start, { at: marks[mark] ?? start, index: mark * STRIDE }, (child, _, index) => {
    if (index >= offset) found.push(child());
    return found.length < limit;
  });
  return found;
}

/** The first `limit` children, without walking over the rest of the container. */
export function firstChildren(json: JsonText, start: number, limit: number): Child[] {
  const found: Child[] = [];
  if (limit <= 0) return found;
  walk(json, start, firstOf(json, start), (child) => found.push(child()) < limit);
  return found;
}

/** Where the value of one child begins. */
export function findChild(json: JsonText, start: number, key: string | number): number | undefined {
  if (json.text.charCodeAt(start) === OPEN_OBJECT)
    return inside(json, start).keys?.get(String(key));
  const index = Number(key);
  if (!Number.isInteger(index) || index < 0) return undefined;
  const [child] = sliceChildren(json, start, index, 1);
  return child?.key === index ? child.start : undefined;
}

const firstOf = (json: JsonText, start: number) => ({
  at: skipSpace(json.text, start + 1),
  index: 0,
});

function inside(json: JsonText, start: number): Inside {
  const known = json.insides.get(start);
  if (known) return known;
  const found: Inside = { total: 0, marks: [] };
  if (json.text.charCodeAt(start) === OPEN_OBJECT) found.keys = new Map();
  const end = walk(json, start, firstOf(json, start), (child, at, index) => {
    if (index % STRIDE === 0) found.marks.push(at);
    if (found.keys) {
      const { key, start: value } = child();
      found.keys.set(String(key), value);
    }
    found.total = index + 1;
    return true;
  });
  if (end - start >= LARGE) json.insides.set(start, found);
  return found;
}

/**
 * Visits the children of the container at `start`, from the child that begins at `from.at`, until `visit` says
 * false. Answers where it stopped: just past the container if nothing stopped it.
 */
function walk(
  json: JsonText,
  start: number,
  from: { at: number; index: number },
  visit: (child: () => Child, at: number, index: number) => boolean,
): number {
  const { text } = json;
  const isObject = text.charCodeAt(start) === OPEN_OBJECT;
  const close = isObject ? CLOSE_OBJECT : CLOSE_ARRAY;
  let { at, index } = from;
  while (text.charCodeAt(at) !== close) {
    const keyEnd = isObject ? skipString(text, at) : at;
    const value = isObject ? skipSpace(text, skipSpace(text, keyEnd) + 1) : at;
    const keyStart = at;
    const position = index;
    const child = () => ({
      key: isObject ? (JSON.parse(text.slice(keyStart, keyEnd)) as string) : position,
      start: value,
    });
    if (!visit(child, at, index)) return at;
    const end = endOf(json, value);
    if (end === value) throw brokenOff(value);
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
    index++;
  }
  return at + 1;
}

function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return skipString(text, start);
  if (first !== OPEN_ARRAY && first !== OPEN_OBJECT) return skipScalar(text, start);
  let depth = 0;
  let i = start;
  do {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = skipString(text, i);
      continue;
    }
    if (i >= text.length) throw brokenOff(start);
    if (code === OPEN_ARRAY || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
    i++;
  } while (depth > 0);
  return i;
}

function skipString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    if (end < 0) throw brokenOff(start);
    let escapes = end - 1;
    while (text.charCodeAt(escapes) === BACKSLASH) escapes--;
    if ((end - escapes) % 2 === 1) return end + 1;
  }
}

function skipScalar(text: string, start: number): number {
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === COMMA || code === CLOSE_ARRAY || code === CLOSE_OBJECT || code <= 0x20) break;
  }
  return i;
}

const brokenOff = (at: number) => new SyntaxError(`The JSON text breaks off after position ${at}.`);
