import { expect, test } from 'vitest';
import { applyPatch, patchText } from '../../../core/structure/textPatch.ts';

/** Characters of one and of two UTF-16 units; the latter share their first or their last half. */
const alphabet = ['a', 'b', 'é', '😀', '😁', '\u{20600}', '🐀'];

function* texts(seed: number): Generator<string> {
  let state = seed;
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  while (true)
    yield Array.from({ length: next(12) }, () => alphabet[next(alphabet.length)]).join('');
}

test('a text is what its change makes of another, and the change has whole characters only', () => {
  const all = texts(7);
  for (let i = 0; i < 20_000; i++) {
    const [before, after] = [all.next().value as string, all.next().value as string];
    const patch = patchText(before, after);
    expect(applyPatch(before, patch)).toBe(after);
    // What a database keeps of half a character is another one.
    expect(Buffer.from(patch.middle).toString(), `${before} to ${after}`).toBe(patch.middle);
  }
});

test('only what differs is in the change, in blocks and beyond', () => {
  const same = 'x'.repeat(5000);
  expect(patchText(`${same}😀${same}`, `${same}😁${same}`)).toEqual({
    prefix: 5000,
    suffix: 5000,
    middle: '😁',
  });
  expect(patchText(same, `${same}a`)).toEqual({ prefix: 5000, suffix: 0, middle: 'a' });
  expect(patchText(`b${same}`, same)).toEqual({ prefix: 0, suffix: 5000, middle: '' });
});
