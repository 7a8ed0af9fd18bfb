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

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) * length) / whole,
    y: from.y + ((to.y - from.y) * length) / whole,
  };
}
