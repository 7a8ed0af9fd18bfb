import { expect, test } from 'vitest';
import { keepMeasured, type FlowNode } from '../../../renderer/graph/flowElements.ts';

const node = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type: 'node',
  position: { x: 0, y: 0 },
  width: 100,
  height: 40,
  data: { drawn: { id, node: id, name: id, kind: 'node' } as FlowNode['data']['drawn'] },
  ...more,
});
const measured = { width: 100, height: 40 };

test('what was measured of a node stays as long as it is of the same kind and size', () => {
  const before = ['same', 'grown', 'opened'].map((id) => node(id, { measured }));
  const after = [
    node('same', { position: { x: 5, y: 5 } }),
    node('grown', { width: 120 }),
    node('opened', { type: 'subgraph' }),
    node('new'),
  ];
  const kept = keepMeasured(before, after);
  expect(kept.map((one) => one.measured)).toEqual([measured, undefined, undefined, undefined]);
  expect(kept[0]?.position).toEqual({ x: 5, y: 5 });
});
