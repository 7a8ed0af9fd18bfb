import { describe, expect, test } from 'vitest';
import type { DrawnGraph, DrawnNode } from '../../../renderer/graph/drawnGraph.ts';
import type { Box, Layout } from '../../../renderer/graph/layout.ts';
import { boxOfNode, placeBoxes, type Picture } from '../../../renderer/graph/picture.ts';
import {
  firstAim,
  hasMinimap,
  isInView,
  startView,
  steadyView,
  viewOf,
  wholeView,
} from '../../../renderer/graph/viewport.ts';

const size = { width: 600, height: 400 };

type Placed = Partial<DrawnNode> & Pick<Box, 'x' | 'y'>;

const picture = (placed: Record<string, Placed>): Picture => {
  const boxes: Layout['boxes'] = {};
  const nodes = Object.entries(placed).map(([id, { x, y, ...node }]): DrawnNode => {
    const drawn = {
      id,
      node: id,
      name: id,
      kind: 'node' as const,
      width: 100,
      height: 40,
      ...node,
    };
    boxes[id] = { x, y, width: drawn.width, height: drawn.height };
    return drawn;
  });
  const graph: DrawnGraph = { nodes, edges: [] };
  const layout = { boxes, routes: {} };
  return { key: 's g', graph, layout, boxes: placeBoxes(graph, layout, {}) };
};
const box = (of: Picture, id: string): Box => {
  const found = of.boxes.get(id);
  if (!found) throw new Error(`no box ${id}`);
  return found;
};
const chain = (length: number) =>
  picture({
    first: { x: 0, y: 0, kind: 'start' },
    ...Object.fromEntries(
      Array.from({ length }, (_, index) => [`n${index}`, { x: 0, y: (index + 1) * 80 }]),
    ),
  });
const allSeen = (of: Picture, view = wholeView(of, size)): boolean =>
  [...of.boxes.values()].every((one) => isInView(of, one, view, size));

describe('where boxes lie', () => {
  const nested = {
    sub: { x: 100, y: 50, width: 300, height: 200 },
    'sub:a': { x: 20, y: 44, parent: 'sub' },
  };

  test('what is in a subgraph lies from the origin of the canvas, and moves with it', () => {
    const { graph, layout, boxes } = picture(nested);
    expect(boxes.get('sub:a')).toEqual({ x: 120, y: 94, width: 100, height: 40 });
    const dragged = placeBoxes(graph, layout, { sub: { x: 0, y: 0 } });
    expect(dragged.get('sub:a')).toMatchObject({ x: 20, y: 44 });
  });

  test('a node is drawn as its last call, or as the closed subgraph it is in', () => {
    const { 'sub:a': _inside, ...closed } = nested;
    expect(boxOfNode(picture(closed), 'sub:a:b')).toMatchObject({ x: 100 });
    expect(boxOfNode(picture(closed), 'other')).toBeUndefined();
    const calls = picture({ step: { x: 0, y: 0 }, 'step 2': { x: 0, y: 80, node: 'step' } });
    expect(boxOfNode(calls, 'step')).toMatchObject({ y: 80 });
  });
});

describe('what is first seen of a graph', () => {
  test('all of it, if it can be read then', () => {
    const small = chain(4);
    expect(firstAim(small, size)).toBe(wholeView);
    expect(allSeen(small)).toBe(true);
  });

  test('of one that could not be read, where it starts', () => {
    const large = chain(150);
    expect(firstAim(large, size)).toBe(startView);
    const view = startView(large, size);
    expect(view.zoom).toBeGreaterThan(0.5);
    expect(isInView(large, box(large, 'first'), view, size)).toBe(true);
    expect(isInView(large, box(large, 'n149'), view, size)).toBe(false);
  });

  test('one without START begins at its highest box', () => {
    const large = picture({ low: { x: 0, y: 9_000 }, high: { x: 500, y: 0 } });
    expect(isInView(large, box(large, 'high'), startView(large, size), size)).toBe(true);
  });

  test('all of even the largest can be seen', () => {
    expect(allSeen(chain(2_000))).toBe(true);
  });
});

describe('what is looked at', () => {
  const view = { x: -50, y: -100, zoom: 0.8 };
  const placeOf = (of: Picture, id: string, at: typeof view) => {
    const { x, y } = box(of, id);
    return { x: x * at.zoom + at.x, y: y * at.zoom + at.y };
  };

  test('stays where it is when a subgraph is folded: that box', () => {
    const open = picture({
      a: { x: 300, y: 0 },
      sub: { x: 150, y: 100, width: 400, height: 300, kind: 'subgraph', closed: false },
    });
    const closed = picture({
      a: { x: 20, y: 0 },
      sub: { x: 10, y: 100, kind: 'subgraph', closed: true },
    });
    const steady = steadyView(open, closed, view, size);
    expect(steady).toBeDefined();
    expect(placeOf(closed, 'sub', steady ?? view)).toEqual(placeOf(open, 'sub', view));
  });

  test('stays where it is in any other new layout: what is nearest to the middle', () => {
    const before = picture({ far: { x: 0, y: 0 }, near: { x: 400, y: 350 } });
    const after = picture({ far: { x: 30, y: 0 }, near: { x: 700, y: 90 } });
    const steady = steadyView(before, after, view, size);
    expect(steady?.zoom).toBe(view.zoom);
    expect(placeOf(after, 'near', steady ?? view)).toEqual(placeOf(before, 'near', view));
  });

  test('is gone when another graph is drawn', () => {
    expect(steadyView(chain(3), picture({ other: { x: 0, y: 0 } }), view, size)).toBeUndefined();
  });
});

describe('bringing a box into view', () => {
  const large = chain(150);
  const middle = (of: Box, { x, y, zoom }: { x: number; y: number; zoom: number }) => [
    (of.x + of.width / 2) * zoom + x,
    (of.y + of.height / 2) * zoom + y,
  ];

  test('puts it in the middle at the same zoom', () => {
    const wanted = box(large, 'n120');
    const view = viewOf(wanted, { x: 0, y: 0, zoom: 0.6 }, size);
    expect(view.zoom).toBe(0.6);
    expect(middle(wanted, view)).toEqual([300, 200]);
    expect(isInView(large, wanted, view, size)).toBe(true);
  });

  test('goes nearer only where names could not be read', () => {
    expect(viewOf(box(large, 'n120'), { x: 0, y: 0, zoom: 0.1 }, size).zoom).toBeGreaterThan(0.5);
  });

  test('shows where a subgraph begins that is larger than the canvas', () => {
    const huge = picture({ sub: { x: 0, y: 0, width: 300, height: 5_000 } });
    const view = viewOf(box(huge, 'sub'), { x: 0, y: -3_000, zoom: 1 }, size);
    expect(view.y).toBeGreaterThanOrEqual(0);
    expect(isInView(huge, box(huge, 'sub'), view, size)).toBe(true);
  });

  test('what lies under the minimap is not in view', () => {
    const corner = { x: 500, y: 340, width: 90, height: 40 };
    expect(hasMinimap(large, { x: 0, y: 0, zoom: 1 }, size)).toBe(true);
    expect(isInView(large, corner, { x: 0, y: 0, zoom: 1 }, size)).toBe(false);
  });
});

test('there is no minimap where all is in view, nor where it would lie on what little can be seen', () => {
  const large = chain(150);
  expect(hasMinimap(large, wholeView(large, size), size)).toBe(false);
  expect(hasMinimap(large, startView(large, size), size)).toBe(true);
  const short = { width: 640, height: 240 };
  expect(hasMinimap(large, startView(large, short), short)).toBe(false);
});
