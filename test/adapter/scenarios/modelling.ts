import { describe, expect, test } from 'vitest';
import type { GraphModel } from '../../../core/protocol/graph.ts';
import type { Scene } from '../adapterSpec.ts';

/** How a graph is seen before anything has run. */
export function modelling({ open, capabilities, behindApi }: Scene): void {
  const edges = (graph: GraphModel) =>
    graph.edges.map(({ source, target, kind, label }) =>
      [source, kind, target, label].filter(Boolean).join(' '),
    );

  describe('modelling', () => {
    /** What an API does not tell. */
    const told = test.skipIf(behindApi);

    told('a graph is known by its nodes, edges, channels and example input', async () => {
      const { graph } = await open('linear');
      expect(graph).toMatchObject({ kind: 'state', exampleInput: { n: 1 } });
      expect(graph.nodes.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['__start__', 'first', 'second', 'third', '__end__']),
      );
      expect(edges(graph).toSorted()).toEqual([
        '__start__ normal first',
        'first normal second',
        'second normal third',
        'third normal __end__',
      ]);
      expect(graph.channels.map(({ name }) => name).toSorted()).toEqual(['log', 'n']);
      expect(graph.channels).toContainEqual(
        expect.objectContaining({ name: 'log', type: 'BinaryOperatorAggregate' }),
      );
    });

    told('a router with a path map has labelled edges', async () => {
      const { graph } = await open('branch');
      expect(edges(graph)).toEqual(
        expect.arrayContaining(['look conditional halve even', 'look conditional triple odd']),
      );
    });

    told('a router without one may go anywhere, and has no other edges', async () => {
      const { graph } = await open('anywhere');
      const out = graph.edges.filter(({ source }) => source === 'choose');
      expect(out).toMatchObject([{ kind: 'anywhere', target: 'choose' }]);
    });

    told('the legs of a join belong together', async () => {
      const { graph } = await open('parallel');
      const legs = graph.edges.filter(({ target }) => target === 'join');
      expect(legs.map(({ kind, source }) => `${kind} ${source}`)).toEqual([
        'join left',
        'join right2',
      ]);
      expect(legs[0]?.joinId).toBeTruthy();
      expect(legs[0]?.joinId).toBe(legs[1]?.joinId);
    });

    told('targets of a Command are edges of their own kind', async () => {
      const { graph } = await open('commandGoto');
      expect(edges(graph)).toEqual(
        expect.arrayContaining(['jump command near', 'jump command far']),
      );
    });

    test('targets of a Send are conditional edges', async () => {
      const { graph } = await open('fanout');
      const [edge] = graph.edges.filter(({ target }) => target === 'work');
      expect(edge).toMatchObject({ source: 'plan', kind: 'conditional' });
    });

    test('subgraphs nest', async () => {
      const { graph } = await open('nested');
      const node = (id: string) => graph.nodes.find((node) => node.id === id);
      expect(node('middle')).toMatchObject({ kind: 'subgraph' });
      expect(node('middle:inner')).toMatchObject({ kind: 'subgraph', parent: 'middle' });
      expect(node('middle:inner:i2')).toMatchObject({ kind: 'node', parent: 'middle:inner' });
      for (const [index, { parent }] of graph.nodes.entries()) {
        if (parent) expect(graph.nodes.slice(0, index)).toContainEqual(node(parent));
      }
      expect(edges(graph)).toEqual(
        expect.arrayContaining(['middle normal post', 'middle:inner:i1 normal middle:inner:i2']),
      );
    });

    told("a graph's own breakpoints are told, and no longer stop it by themselves", async () => {
      const debuggee = await open('stopsItself');
      expect(debuggee.graph.compiledBreakpoints).toEqual([
        { node: 'b', when: 'before' },
        { node: 'b', when: 'after' },
      ]);
      await debuggee.breakAt('before');
      expect(await debuggee.run()).toBeUndefined();
    });

    test('the shape is the same for the same structure', async () => {
      const one = await open('linear');
      const other = await open('linear', { alone: true });
      const another = await open('branch');
      expect(one.graph.shape).toBe(other.graph.shape);
      expect(one.graph.shape).not.toBe(another.graph.shape);
    });

    test.skipIf(!capabilities.source)('a node has its source, at its line', async () => {
      const { adapter } = await open('linear');
      const { file, line, text, language } = await adapter.getSource('second');
      expect(file).toMatch(/linear\.ts$/);
      expect(language).toBe('typescript');
      expect(text.split('\n')[line - 1]).toMatch(/^function second\(/);
    });
  });
}
