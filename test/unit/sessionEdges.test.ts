import { describe, expect, test } from 'vitest';
import type { GraphEdge, GraphModel } from '../../core/protocol/graph.ts';
import type { TaskInfo } from '../../core/protocol/model.ts';
import { createEdgeLearner } from '../../core/session/edgeLearner.ts';
import { learnEdges, mergeEdges, prefixOf } from '../../core/session/observedEdges.ts';
import { row, task } from '../helpers/inspected.ts';

type Edge = [source: string, target: string, kind?: GraphEdge['kind']];

function graphOf(edges: Edge[], kind: GraphModel['kind'] = 'state'): GraphModel {
  const ids = ['__start__', '__end__', 'a', 'b', 'c', 'sub:x', 'sub:y', 'sub:__end__'];
  return {
    graphId: 'graph',
    kind,
    nodes: ids.map((id) => ({ id, name: id, kind: 'node', hasSource: false })),
    edges: edges.map(([source, target, of = 'normal']) => ({
      id: `${source}-${target}`,
      source,
      target,
      kind: of,
    })),
    channels: [],
    exampleInput: null,
    compiledBreakpoints: [],
    diagnostics: [],
    shape: '',
  };
}

const reached = (node: string, trigger = `branch:to:${node}`) => ({ node, triggers: [trigger] });
const learnt = (edges: Edge[], from: string[], to: ReturnType<typeof reached>[]) =>
  learnEdges(graphOf(edges), from, to).map(({ source, target }) => `${source}→${target}`);

describe('which edges a run took', () => {
  test('a router without a path map', () => {
    expect(learnt([['a', 'a', 'anywhere']], ['a'], [reached('b'), reached('c')])).toEqual([
      'a→b',
      'a→c',
    ]);
  });

  test('an undeclared Command goto of the only node that ran', () => {
    expect(learnt([], ['a'], [reached('b')])).toEqual(['a→b']);
  });

  test('of two nodes, the one that may go anywhere; of two such, neither', () => {
    expect(learnt([['a', 'a', 'anywhere']], ['a', 'b'], [reached('c')])).toEqual(['a→c']);
    const both: Edge[] = [
      ['a', 'a', 'anywhere'],
      ['b', 'b', 'anywhere'],
    ];
    expect(learnt(both, ['a', 'b'], [reached('c')])).toEqual([]);
  });

  test('a declared edge before a router that may go anywhere', () => {
    const edges: Edge[] = [
      ['a', 'c'],
      ['b', 'b', 'anywhere'],
    ];
    expect(learnt(edges, ['a', 'b'], [reached('c')])).toEqual(['a→c']);
  });

  test('of two conditional edges to one node neither is certain, two plain ones both are', () => {
    const kinds = (kind: GraphEdge['kind']): Edge[] => [
      ['a', 'c', kind],
      ['b', 'c', kind],
    ];
    expect(learnt(kinds('conditional'), ['a', 'b'], [reached('c')])).toEqual([]);
    expect(learnt(kinds('normal'), ['a', 'b'], [reached('c')])).toEqual(['a→c', 'b→c']);
  });

  test('joins and the triggers of LangGraph 0.2 name who wrote', () => {
    expect(learnt([], ['a', 'b', 'c'], [reached('c', 'join:a+b:c')])).toEqual(['a→c', 'b→c']);
    expect(learnt([], ['a', 'b'], [reached('c', 'branch:b:route:c')])).toEqual(['b→c']);
    expect(learnt([], ['a', 'b'], [reached('c', 'a')])).toEqual(['a→c']);
  });

  test('the end, only of who declares it or may go anywhere', () => {
    expect(learnt([['a', '__end__', 'conditional']], ['a'], [reached('__end__')])).toEqual([
      'a→__end__',
    ]);
    expect(learnt([['a', 'a', 'anywhere']], ['a'], [reached('__end__')])).toEqual(['a→__end__']);
    expect(learnt([], ['a'], [reached('__end__')])).toEqual([]);
  });

  test('inside a subgraph', () => {
    expect(prefixOf('sub:1234|inner:5678')).toBe('sub:inner:');
    expect(prefixOf('fn:1234|1')).toBe('fn:');
    expect(prefixOf('')).toBe('');
    expect(learnt([['sub:x', 'sub:x', 'anywhere']], ['sub:x'], [reached('sub:y')])).toEqual([
      'sub:x→sub:y',
    ]);
  });

  test('nothing in a functional graph, nothing about nodes that are gone', () => {
    expect(learnEdges(graphOf([], 'functional'), ['a'], [reached('b')])).toEqual([]);
    expect(learnt([], ['gone'], [reached('b')])).toEqual([]);
  });
});

test('merging marks declared edges as taken and adds the others', () => {
  const graph = graphOf([
    ['a', 'b', 'conditional'],
    ['a', 'c', 'conditional'],
    ['b', 'b', 'anywhere'],
  ]);
  const { edges } = mergeEdges(graph, [
    { source: 'a', target: 'b' },
    { source: 'b', target: 'c' },
    { source: 'b', target: 'b' },
    { source: 'gone', target: 'a' },
  ]);
  expect(edges.map(({ source, target, kind, taken }) => [source, target, kind, taken])).toEqual([
    ['a', 'b', 'conditional', true],
    ['a', 'c', 'conditional', undefined],
    ['b', 'b', 'anywhere', undefined],
    ['b', 'c', 'observed', true],
    ['b', 'b', 'observed', true],
  ]);
});

describe('a run that is watched', () => {
  const loop = graphOf([['a', 'a', 'anywhere']]);
  const taskAt = (step: number, status: TaskInfo['status']): TaskInfo => ({
    ...task('a'),
    checkpoint_id: `c${step}`,
    triggers: ['branch:to:a'],
    status,
  });

  /** What it has learned of a thread, told in this order: the checkpoint of a step, or what its task does. */
  function learned(told: (number | TaskInfo)[]) {
    const edges: string[] = [];
    const learner = createEdgeLearner({
      memory: {
        observedEdges: () => [],
        addObservedEdge: ({ source, target }) => edges.push(`${source}→${target}`) > 0,
      },
      tasks: () => [],
      changed: () => {},
    });
    for (const one of told) {
      if (typeof one === 'number') learner.sawCheckpoint(row(one));
      else learner.sawTasks(loop, [one]);
    }
    learner.sawEnd(loop, 't');
    return edges;
  }

  test('its checkpoints come as its tasks do', () => {
    const ran = (step: number) => [step, taskAt(step, 'running'), taskAt(step, 'done')];
    expect(learned([...ran(1), ...ran(2), 3])).toEqual(['a→a', 'a→__end__']);
  });

  test('its tasks are told before their checkpoints are on disk, and end before', () => {
    const ran = (step: number) => [taskAt(step, 'running'), taskAt(step, 'done')];
    expect(learned([1, ...ran(1), ...ran(2), 2, 3])).toEqual(['a→a', 'a→__end__']);
    expect(learned([...ran(1), ...ran(2), 1, 2, 3])).toEqual(['a→a', 'a→__end__']);
  });
});
