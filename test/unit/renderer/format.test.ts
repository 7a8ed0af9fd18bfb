import { expect, test } from 'vitest';
import { formatAgo, formatSize } from '../../../renderer/ui/format.ts';

test('sizes have at most three figures', () => {
  expect([0, 999, 1_000, 9_940, 9_960, 999_499, 999_500, 80_000_000].map(formatSize)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '999 kB',
    '1.0 MB',
    '80 MB',
  ]);
});

test('how long ago, in one unit; a clock that is behind says now', () => {
  const now = Date.parse('2026-01-02T00:00:00.000Z');
  const ago = (at: string) => formatAgo(at, now);
  expect(ago('2026-01-01T23:59:01.000Z')).toBe('now');
  expect(ago('2026-01-01T23:58:59.000Z')).toBe('1m');
  expect(ago('2026-01-01T21:00:00.000Z')).toBe('3h');
  expect(ago('2025-12-30T00:00:00.000Z')).toBe('3d');
  expect(ago('2026-01-02T00:00:05.000Z')).toBe('now');
});
