import { describe, expect, test } from 'vitest';
import type { GraphEdge, GraphModel, GraphNode } from '../../../core/protocol/graph.ts';
import type { TaskInfo } from '../../../core/protocol/model.ts';
import { callTree } from '../../../renderer/graph/callTree.ts';
import { foldGraph } from '../../../renderer/graph/drawnGraph.ts';

const node = (id: string, kind: GraphNode['kind'] = 'node', parent?: string): GraphNode => ({
  id,
  name: id.split(':').at(-1) ?? id,
  kind,
  parent,
  hasSource: true,
});
const edge = (source: string, target: string, kind: GraphEdge['kind'] = 'normal'): GraphEdge => ({
  id: `${source}->${target}`,
  source,
  target,
  kind,
});
const model = (nodes: GraphNode[], edges: GraphEdge[], kind: GraphModel['kind'] = 'state') =>
  ({
    graphId: 'g',
    kind,
    nodes,
    edges,
    channels: [],
    exampleInput: {},
    compiledBreakpoints: [],
    diagnostics: [],
    shape: '',
  }) satisfies GraphModel;

const nested = model(
  [
    node('a'),
    node('sub', 'subgraph'),
    node('sub:in', 'subgraph', 'sub'),
    node('sub:in:x', 'node', 'sub:in'),
    node('z'),
  ],
  [edge('a', 'sub'), edge('sub', 'z'), edge('sub:in:x', 'z', 'command')],
);

describe('folding', () => {
  test('an open graph shows everything', () => {
    const { nodes, edges } = foldGraph(nested, {});
    expect(nodes.map(({ id }) => id)).toEqual(['a', 'sub', 'sub:in', 'sub:in:x', 'z']);
    expect(edges).toHaveLength(3);
  });

  test('a closed subgraph hides what is in it and keeps the edges that leave it', () => {
    const { nodes, edges } = foldGraph(nested, { sub: true });
    expect(nodes.map(({ id }) => id)).toEqual(['a', 'sub', 'z']);
    expect(nodes.find(({ id }) => id === 'sub')?.closed).toBe(true);
    expect(edges.map(({ source, target }) => [source, target])).toEqual([
      ['a', 'sub'],
      ['sub', 'z'],
      ['sub', 'z'],
    ]);
  });

  test('a router without a path map is a mark on its node, not an edge', () => {
    const { nodes, edges } = foldGraph(
      model([node('r'), node('b')], [edge('r', 'r', 'anywhere')]),
      {},
    );
    expect(nodes.map(({ id, anywhere }) => [id, anywhere])).toEqual([
      ['r', true],
      ['b', false],
    ]);
    expect(edges).toEqual([]);
  });
});

describe('the call tree of a functional graph', () => {
  const entry = model([node('flow')], [], 'functional');
  const task = (id: string, name: string, caller?: string, at = id, checkpoint = 'c1') =>
    ({
      id,
      name,
      node: caller ? `flow:${name}` : name,
      thread_id: 't',
      checkpoint_id: checkpoint,
      checkpoint_ns: '',
      task_ns: '',
      caller_id: caller,
      status: 'done',
      triggers: [],
      path: [],
      attempt: 1,
      started_at: at,
      interrupts: [],
    }) satisfies TaskInfo;

  test('before anything ran it is the entrypoint alone', () => {
    expect(callTree(entry, []).nodes.map(({ id }) => id)).toEqual(['flow']);
  });

  test('calls hang below their caller in the order they started, a second call numbered', () => {
    const { nodes, edges } = callTree(entry, [
      task('3', 'leaf', '2'),
      task('1', 'flow'),
      task('4', 'mid', '1'),
      task('2', 'mid', '1'),
    ]);
    expect(nodes.map(({ id, taskId }) => [id, taskId])).toEqual([
      ['flow', '1'],
      ['flow:mid', '2'],
      ['flow:leaf', '3'],
      ['flow:mid 2', '4'],
    ]);
    expect(edges.map(({ source, target }) => [source, target])).toEqual([
      ['flow', 'flow:mid'],
      ['flow:mid', 'flow:leaf'],
      ['flow', 'flow:mid 2'],
    ]);
  });

  test('an earlier invocation is not mixed in', () => {
    const { nodes } = callTree(entry, [
      task('1', 'flow', undefined, '1', 'c1'),
      task('2', 'mid', '1', '2', 'c1'),
      task('3', 'flow', undefined, '3', 'c2'),
      task('4', 'other', '3', '4', 'c2'),
    ]);
    expect(nodes.map(({ id }) => id)).toEqual(['flow', 'flow:other']);
  });
});
