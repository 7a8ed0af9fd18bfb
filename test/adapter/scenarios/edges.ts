import { describe, expect, test } from 'vitest';
import { serverLimits } from '../../../core/protocol/capabilities.ts';
import type { Scene } from '../adapterSpec.ts';
import { said, set, type Given } from './setBreakpoints.ts';

/** Breakpoints on the way from one node to another. */
export function edges({ open, capabilities }: Scene): void {
  const evaluated = test.skipIf(!capabilities.conditionalBreakpoints);
  const edge = (node: string, to: string, more: Given = {}): Given => ({
    node,
    when: 'after',
    to,
    ...more,
  });

  describe('breakpoints on edges', () => {
    evaluated('hold the node that a router leads on from, where it takes that way', async () => {
      const debuggee = await open('branch');
      expect(await set(debuggee, edge('look', 'triple'))).toMatchObject([
        { verified: true, to: 'triple' },
      ]);
      const stopped = await debuggee.run({ input: { n: 3 } });
      expect(stopped).toMatchObject({ reason: 'breakpoint', when: 'after', nodes: ['look'] });
      const { hold } = await debuggee.task('look');
      expect(hold).toMatchObject({ written: true, by: { node: 'look', to: 'triple' } });
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await debuggee.run({ input: { n: 2 } })).toBeUndefined();
    });

    evaluated.each([
      { graph: 'linear', node: 'first', to: 'second' },
      { graph: 'linear', node: 'third', to: '__end__' },
      { graph: 'commandGoto', node: 'jump', to: 'far' },
      { graph: 'commandGoto', node: 'far', to: '__end__' },
      { graph: 'fanout', node: 'plan', to: 'work' },
      { graph: 'parallelError', node: 'good', to: 'join' },
      { graph: 'nested', node: 'middle:m1', to: 'middle:inner' },
      { graph: 'nested', node: 'middle:m2', to: 'middle:__end__' },
      { graph: 'nested', node: 'middle', to: 'post' },
    ] as const)('stop between $node and $to of $graph', async ({ graph, node, to }) => {
      const debuggee = await open(graph);
      await set(debuggee, edge(node, to));
      expect(await debuggee.run()).toMatchObject({ when: 'after', nodes: [node], held: true });
    });

    evaluated.each([
      { graph: 'commandGoto', node: 'jump', to: 'near' },
      { graph: 'commandGoto', node: 'jump', to: '__end__' },
      { graph: 'linear', node: 'first', to: 'third' },
      { graph: 'linear', node: 'first', to: '__end__' },
      { graph: 'manySteps', node: 'step', to: '__end__', condition: 'count < 3' },
    ] as const)('let pass what goes elsewhere: $node, $to of $graph', async (given) => {
      const { graph, node, to, ...more } = given;
      const debuggee = await open(graph);
      await set(debuggee, edge(node, to, more));
      const options = graph === 'manySteps' ? { input: { steps: 3 } } : {};
      expect(await debuggee.run(options)).toBeUndefined();
    });

    evaluated('print what goes that way, with what the node gave', async () => {
      const debuggee = await open('manySteps');
      await set(debuggee, edge('step', 'step', { logMessage: 'again after {count}' }));
      expect(await debuggee.run({ input: { steps: 3 } })).toBeUndefined();
      expect(await said(debuggee, 2)).toEqual(['step: again after 1', 'step: again after 2']);
    });

    evaluated('to a node that is not there say so', async () => {
      const debuggee = await open('linear');
      const message = 'The graph has no node nowhere.';
      const list = await set(debuggee, edge('first', 'nowhere'));
      expect(list).toMatchObject([{ verified: false, message }]);
    });

    test.skipIf(capabilities.conditionalBreakpoints)('are refused by a server', async () => {
      const debuggee = await open('linear');
      const message = serverLimits.conditionalBreakpoints;
      expect(await set(debuggee, edge('first', 'second'))).toMatchObject([
        { verified: false, message },
      ]);
    });
  });
}
