import type { Point } from './layout.ts';

const CORNER = 8;

/** An SVG path along `points` with rounded corners. */
export function roundedPath(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M ${first.x} ${first.y}`;
  let from = first;
  rest.forEach((corner, index) => {
    const to = rest[index + 1];
    if (!to) {
      path += ` L ${corner.x} ${corner.y}`;
      return;
    }
    const radius = Math.min(CORNER, distance(from, corner) / 2, distance(corner, to) / 2);
    const before = towards(corner, from, radius);
    const after = towards(corner, to, radius);
    path += ` L ${before.x} ${before.y} Q ${corner.x} ${corner.y} ${after.x} ${after.y}`;
    from = corner;
  });
  return path;
}

/** The point half way along `points`; undefined of none. */
export function middleOf(points: Point[]): Point | undefined {
  const legs = points.slice(1).map((to, index) => ({ from: points[index] as Point, to }));
  let left = legs.reduce((sum, { from, to }) => sum + distance(from, to), 0) / 2;
  for (const { from, to } of legs) {
    const length = distance(from, to);
    if (left <= length) return towards(from, to, left);
    left -= length;
  }
  return points.at(-1);
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) * length) / whole,
    y: from.y + ((to.y - from.y) * length) / whole,
  };
}
