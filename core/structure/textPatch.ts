/** A text as a change of another: its first `prefix` and last `suffix` characters, with `middle` between. */
export interface TextPatch {
  prefix: number;
  suffix: number;
  middle: string;
}

const BLOCK = 4096;

export function patchText(before: string, after: string): TextPatch {
  const shorter = Math.min(before.length, after.length);
  const prefix = commonPrefix(before, after, shorter);
  const suffix = commonSuffix(before, after, shorter - prefix);
  return { prefix, suffix, middle: after.slice(prefix, after.length - suffix) };
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
