import { anyCase } from '../../../core/protocol/anyCase.ts';

/** A piece of a text, and where it begins. */
interface Part {
  at: number;
  part: string;
  isMatch: boolean;
}

/** In a longer text there may be thousands. */
const MOST = 500;

/** A text cut where `sought` is in it, in any case. In a literal an escape is one character: no `n` is in `\\n`. */
export function partsOf(text: string, sought: string, isLiteral: boolean): Part[] {
  const wanted = isLiteral ? JSON.stringify(sought).slice(1, -1) : sought;
  const source = anyCase(wanted);
  if (!source) return [{ at: 0, part: text, isMatch: false }];
  const escape = isLiteral ? String.raw`|\\(?:u.{4}|.)` : '';
  const parts: Part[] = [];
  let at = 0;
  let count = 0;
  for (const { index, 1: part } of text.matchAll(new RegExp(`(${source})${escape}`, 'giu'))) {
    if (part === undefined) continue;
    if (index > at) parts.push({ at, part: text.slice(at, index), isMatch: false });
    parts.push({ at: index, part, isMatch: true });
    at = index + part.length;
    count += 1;
    if (count === MOST) break;
  }
  if (at < text.length) parts.push({ at, part: text.slice(at), isMatch: false });
  return parts;
}
