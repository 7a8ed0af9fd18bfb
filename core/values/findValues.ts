import { anyCase } from '../protocol/anyCase.ts';
import type { Cancellation } from '../protocol/history.ts';
import type { FoundValue, FoundValues } from '../protocol/found.ts';
import { pathOf, pathText, type Path } from '../protocol/path.ts';
import { inSlices } from './slices.ts';
import { cut, nodeOf, PREVIEW_LENGTH, valueAt, type Entry, type Value } from './value.ts';

/** How many are found at most. */
const MOST = 200;

/** Of a value of more characters than this, so many are read at once. */
const LARGE = 64 * 1024;

/** Characters of one text that are looked through at once. */
const WINDOW = 1024 * 1024;

/** A match that ends further into a text than this is shown with a little of what stands before it, and not from the beginning. */
const IN_SIGHT = 40;
const BEFORE = 16;

/**
 * What of a value has `text` in it, in any case: in its key, or, of what has nothing inside, in its own text. In the order
 * in which the value is shown, but the value that `text` is the path of (`messages[0].content`) is the first. Works in
 * slices; rejects with the reason of `signal` once that is aborted.
 */
export function findValues(root: Value, text: string, signal?: Cancellation): Promise<FoundValues> {
  return inSlices(search(root, text), signal);
}

function* search(root: Value, text: string): Generator<undefined, FoundValues> {
  if (text === '') return { found: [], more: false };
  const find = finder(text);
  const place = placeOf(root, text);
  const placeText = place && pathText(place.path);
  const found: FoundValue[] = place ? [place] : [];
  const path: Path = [];
  const open: Iterator<Entry>[] = [[{ key: '', value: root }].values()];

  while (open.length > 0) {
    yield;
    const next = open.at(-1)?.next();
    if (!next || next.done) {
      open.pop();
      path.pop();
      continue;
    }
    const { key, value } = next.value;
    const isRoot = open.length === 1;
    if (!isRoot) path.push(key);
    const held = ownText(value);
    const at = held.length > WINDOW ? yield* findInParts(held, text, find) : find(held);
    const isFound = at >= 0 || (!isRoot && typeof key === 'string' && find(key) >= 0);
    if (isFound && pathText(path) !== placeText) {
      if (found.length === MOST) return { found, more: true };
      found.push(foundOf(value, path, at, text.length));
    }
    if (value.inner) open.push(childrenOf(value));
    else path.pop();
  }
  return { found, more: false };
}

/** Where a text is in another; -1 where it is not. */
type Find = (held: string) => number;

function finder(text: string): Find {
  const source = anyCase(text);
  if (source === undefined) {
    const wanted = text.toLowerCase();
    return (held) => held.toLowerCase().indexOf(wanted);
  }
  const pattern = new RegExp(source, 'iu');
  return (held) => held.search(pattern);
}

/** The value a text is the path of. A single name is a key like others, and found as one. */
function placeOf(root: Value, text: string): FoundValue | undefined {
  const path = pathOf(text.trim());
  if (!path || (path.length === 1 && typeof path[0] === 'string')) return undefined;
  const value = valueAt(root, path);
  return value && foundOf(value, path);
}

function* findInParts(held: string, text: string, find: Find): Generator<undefined, number> {
  for (let from = 0; from < held.length; from += WINDOW) {
    const at = find(held.slice(from, from + WINDOW + text.length));
    if (at >= 0) return from + at;
    yield;
  }
  return -1;
}

/** The text of what has nothing inside; '' where it has none that a person would look for. */
function ownText({ inner, type, toJson }: Value): string {
  if (inner || type === 'bytes' || type === 'undefined') return '';
  const json = toJson();
  return typeof json === 'object' && json !== null ? '' : String(json);
}

/** A few at a time of what is large. */
function* childrenOf({ inner, size }: Value): Generator<Entry, void> {
  if (!inner) return;
  if (size <= LARGE) {
    yield* inner.first(Infinity);
    return;
  }
  const count = inner.count();
  const page = Math.max(1, Math.floor((count * LARGE) / size));
  for (let offset = 0; offset < count; offset += page) yield* inner.slice(offset, page);
}

/** `at`: where the value's own text holds what is looked for; what is around it is then shown. */
function foundOf(value: Value, path: Path, at = -1, length = 0): FoundValue {
  const node = nodeOf(value);
  const found = { path: [...path], node };
  if (at + length <= IN_SIGHT || at <= BEFORE) return found;
  const held = ownText(value);
  const from = at - BEFORE - (isLow(held, at - BEFORE) ? 1 : 0);
  const piece = held.slice(from, from + PREVIEW_LENGTH);
  const shown = value.type === 'string' ? JSON.stringify(piece).slice(1) : piece;
  const isEnd = from + PREVIEW_LENGTH >= held.length;
  // What is cut has no closing quote, as everywhere.
  const preview = isEnd ? `…${shown}` : `…${shown.slice(0, -1)}…`;
  return { ...found, node: { ...node, preview: cut(preview, PREVIEW_LENGTH) } };
}

/** The second half of a character that is written as two. */
const isLow = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(at));
