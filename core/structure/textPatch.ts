/** A text as a change of another: its first `prefix` and last `suffix` characters, with `middle` between. */
export interface TextPatch {
  prefix: number;
  suffix: number;
  middle: string;
}

const BLOCK = 4096;

export function patchText(before: string, after: string): TextPatch {
  const shorter = Math.min(before.length, after.length);
  const prefix = wholePairs(after, commonPrefix(before, after, shorter), -1);
  const end = after.length - commonSuffix(before, after, shorter - prefix);
  const suffix = after.length - wholePairs(after, end, 1);
  return { prefix, suffix, middle: after.slice(prefix, after.length - suffix) };
}

/** Where to cut, or one further: half of a surrogate pair is no character, and a file would keep another in its place. */
function wholePairs(text: string, at: number, further: 1 | -1): number {
  const code = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  const isPair = code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
  return isPair ? at + further : at;
}

export function applyPatch(before: string, { prefix, suffix, middle }: TextPatch): string {
  return before.slice(0, prefix) + middle + before.slice(before.length - suffix);
}

/** Blocks are compared by the engine's memcmp, single characters only where they differ. */
function commonPrefix(a: string, b: string, most: number): number {
  let at = 0;
  while (at + BLOCK <= most && a.slice(at, at + BLOCK) === b.slice(at, at + BLOCK)) at += BLOCK;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonSuffix(a: string, b: string, most: number): number {
  const endsAlike = (at: number, length: number) =>
    a.slice(a.length - at - length, a.length - at) ===
    b.slice(b.length - at - length, b.length - at);
  let at = 0;
  while (at + BLOCK <= most && endsAlike(at, BLOCK)) at += BLOCK;
  while (at < most && a.charCodeAt(a.length - 1 - at) === b.charCodeAt(b.length - 1 - at)) at++;
  return at;
}
