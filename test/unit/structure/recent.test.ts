import { expect, it } from 'vitest';
import { createRecent } from '../../../core/structure/recent.ts';

it('keeps half of its capacity for sure, and never more than all of it', () => {
  const recent = createRecent<number>(100);
  for (let i = 0; i < 1000; i++) {
    recent.set(`t${i}`, i, 10);
    const known = Array.from({ length: i + 1 }, (_, at) => recent.get(`t${at}`)).filter(
      (value) => value !== undefined,
    );
    expect(known.slice(-5)).toEqual([i - 4, i - 3, i - 2, i - 1, i].filter((at) => at >= 0));
    expect(known.length).toBeLessThanOrEqual(10);
  }
  recent.clear();
  expect(recent.has('t999')).toBe(false);
});

it('counts a text that comes again once', () => {
  const recent = createRecent<number>(100);
  recent.set('first', 1, 10);
  for (let i = 0; i < 50; i++) recent.set('again', i, 10);
  expect(recent.get('first')).toBe(1);
  expect(recent.get('again')).toBe(49);
});

it('tells long texts apart that look alike', () => {
  const recent = createRecent<number>(100_000);
  const like = (mark: string) => `${'a'.repeat(400)}${mark}${'a'.repeat(1000)}`;
  recent.set(like('b'), 1, 1401);
  recent.set(like('c'), 2, 1401);
  expect(recent.get(like('c'))).toBe(2);
  expect(recent.get(like('d'))).toBeUndefined();
  expect(recent.get(like('b'))).toBe(1);
});
