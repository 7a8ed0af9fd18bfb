import { expect, test } from 'vitest';
import { middleOf } from '../../../renderer/graph/edgePath.ts';

const point = (x: number, y: number) => ({ x, y });

test.each([
  ['in the middle of a line', [point(0, 0), point(0, 10)], point(0, 5)],
  ['by length, not by corners', [point(0, 0), point(0, 2), point(6, 2), point(6, 4)], point(3, 2)],
  ['at a corner', [point(0, 0), point(4, 0), point(4, 4)], point(4, 0)],
  ['where there is no way', [point(1, 2), point(1, 2)], point(1, 2)],
])('half way is %s', (_, points, middle) => {
  expect(middleOf(points)).toEqual(middle);
});

test('of no points there is no middle', () => {
  expect(middleOf([])).toBeUndefined();
});
