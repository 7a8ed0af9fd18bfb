import { describe, expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

/** Step over, into and out. */
export function stepping({ open, capabilities }: Scene): void {
  const step = (...nodes: string[]) => ({ reason: 'step', nodes });

  describe('stepping', () => {
    test('over: one super-step of the graph it is in, subgraphs as a whole', async () => {
      const debuggee = await open('nested');
      expect(await debuggee.run({ mode: 'stepOver' })).toMatchObject(step('pre'));
      expect(await debuggee.goOn({ mode: 'stepOver' })).toMatchObject(step('middle'));
      expect(await debuggee.goOn({ mode: 'stepOver' })).toMatchObject(step('post'));
      expect(await debuggee.goOn({ mode: 'stepOver' })).toBeUndefined();
    });

    test('over parallel nodes: both at once', async () => {
      const debuggee = await open('parallel');
      await debuggee.run({ mode: 'stepOver' });
      const stopped = await debuggee.goOn({ mode: 'stepOver' });
      expect(stopped?.nodes.toSorted()).toEqual(['left', 'right']);
      expect(await debuggee.goOn({ mode: 'stepOver' })).toMatchObject(step('right2'));
    });

    const inSubgraph = test.skipIf(!capabilities.subgraphBreakpoints);

    inSubgraph('a breakpoint stops a step as well', async () => {
      const debuggee = await open('nested');
      await debuggee.breakAt('before', 'middle:m2');
      await debuggee.run({ mode: 'stepOver' });
      await debuggee.goOn({ mode: 'stepOver' });
      const stopped = await debuggee.goOn({ mode: 'stepOver' });
      expect(stopped).toMatchObject({ reason: 'breakpoint', nodes: ['middle:m2'] });
    });

    const into = test.skipIf(!capabilities.stepInto);

    into('into: the first node of the subgraph, and on into the next', async () => {
      const debuggee = await open('nested');
      await debuggee.breakAt('before', 'middle');
      await debuggee.run();
      for (const node of ['middle:m1', 'middle:inner', 'middle:inner:i1', 'middle:inner:i2']) {
        expect(await debuggee.goOn({ mode: 'stepInto' })).toMatchObject(step(node));
      }
    });

    into(
      'over, inside a subgraph: its next node, and back in the caller after its last',
      async () => {
        const debuggee = await open('nested');
        await debuggee.breakAt('before', 'middle:inner:i1');
        await debuggee.run();
        expect(await debuggee.goOn({ mode: 'stepOver' })).toMatchObject(step('middle:inner:i2'));
        expect(await debuggee.goOn({ mode: 'stepOver' })).toMatchObject(step('middle:m2'));
        expect(await debuggee.goOn({ mode: 'stepOver' })).toMatchObject(step('post'));
      },
    );

    into('out: what the caller does next', async () => {
      const debuggee = await open('nested');
      await debuggee.breakAt('before', 'middle:inner:i1');
      await debuggee.run();
      expect(await debuggee.goOn({ mode: 'stepOut' })).toMatchObject(step('middle:m2'));
      expect(await debuggee.goOn({ mode: 'stepOut' })).toMatchObject(step('post'));
      expect(await debuggee.goOn({ mode: 'stepOut' })).toBeUndefined();
    });
  });
}
