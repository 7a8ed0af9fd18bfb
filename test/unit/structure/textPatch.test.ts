import { expect, test } from 'vitest';
import { applyPatch, patchText } from '../../../core/structure/textPatch.ts';
import { randomOf } from '../../helpers/random.ts';

/** Characters of one and of two UTF-16 units; the latter share their first or their last half. */
const alphabet = ['a', 'b', 'é', '😀', '😁', '\u{20600}', '🐀'];

const textFrom = (random: (below: number) => number): string =>
  Array.from({ length: random(12) }, () => alphabet[random(alphabet.length)]).join('');

test('a text is what its change makes of another, and the change has whole characters only', () => {
  const random = randomOf(7);
  for (let i = 0; i < 20_000; i++) {
    const [before, after] = [textFrom(random), textFrom(random)];
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
