import { describe, expect, test } from 'vitest';
import { closedGate } from '../../helpers/gate.ts';
import type { Scene } from '../adapterSpec.ts';

/** Breakpoints, Pause and Stop. */
export function stopping({ open, capabilities }: Scene): void {
  describe('stopping', () => {
    test('before a node: it has not run, and is next', async () => {
      const debuggee = await open('linear');
      expect(await debuggee.breakAt('before', 'second')).toMatchObject([{ verified: true }]);
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'breakpoint', when: 'before', nodes: ['second'] });
      expect(await debuggee.state()).toEqual({ log: ['first'], n: 2 });
      const head = await debuggee.head();
      expect(head.next).toEqual(['second']);
      expect(stopped?.checkpoint_id).toBe(head.checkpoint_id);
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).n).toBe(23);
    });

    test('after a node: it has run, and its successor is next', async () => {
      const debuggee = await open('linear');
      await debuggee.breakAt('after', 'second');
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'breakpoint', when: 'after', nodes: ['second'] });
      expect((await debuggee.head()).next).toEqual(['third']);
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).log).toEqual(['first', 'second', 'third']);
    });

    test('a breakpoint in a loop stops every time round', async () => {
      const debuggee = await open('manySteps');
      await debuggee.breakAt('before', 'step');
      await debuggee.run({ input: { steps: 2 } });
      expect((await debuggee.state()).count).toBe(0);
      expect(await debuggee.goOn()).toMatchObject({ nodes: ['step'] });
      expect((await debuggee.state()).count).toBe(1);
      expect(await debuggee.goOn()).toBeUndefined();
    });

    test('one that is off, or on no node of the graph, stops nothing; the latter says why', async () => {
      const debuggee = await open('linear');
      const [off, nowhere] = await debuggee.adapter.setBreakpoints([
        { node: 'second', when: 'before', enabled: false, verified: false },
        { node: 'nowhere', when: 'before', enabled: true, verified: false },
      ]);
      expect(off).toMatchObject({ verified: true });
      expect(nowhere).toMatchObject({
        verified: false,
        message: expect.stringContaining('nowhere'),
      });
      expect(await debuggee.run()).toBeUndefined();
    });

    test('before one of two parallel nodes: both are next, and run once each', async () => {
      const debuggee = await open('parallel');
      await debuggee.breakAt('before', 'left');
      expect(await debuggee.run()).toMatchObject({ nodes: ['left'] });
      expect((await debuggee.head()).next.toSorted()).toEqual(['left', 'right']);
      expect(await debuggee.goOn()).toBeUndefined();
      const { log } = await debuggee.state();
      expect(log).toEqual(['start', 'left', 'right', 'right2', 'join']);
    });

    test('before a node that Send targets: none of its tasks has run', async () => {
      const debuggee = await open('fanout');
      await debuggee.breakAt('before', 'work');
      expect(await debuggee.run()).toMatchObject({ nodes: ['work'] });
      expect((await debuggee.state()).log).toEqual(['plan']);
      expect((await debuggee.head()).next).toEqual(['work']);
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).log).toEqual(
        expect.arrayContaining(['work a', 'work b', 'work c', 'collect']),
      );
    });

    const live = test.skipIf(!capabilities.liveBreakpoints);

    live('set while a run is under way, it stops that run', async () => {
      const debuggee = await open('slow');
      const { gate, open: openGate } = closedGate();
      await debuggee.begin({ input: { gate } });
      await debuggee.until('wait', 'running');
      await debuggee.breakAt('before', 'after');
      openGate();
      expect(await debuggee.settle()).toMatchObject({ reason: 'breakpoint', nodes: ['after'] });
    });

    live('taken away while a run is under way, it no longer stops it', async () => {
      const debuggee = await open('slow');
      const { gate, open: openGate } = closedGate();
      await debuggee.breakAt('before', 'after');
      await debuggee.begin({ input: { gate } });
      await debuggee.until('wait', 'running');
      await debuggee.breakAt('before');
      openGate();
      expect(await debuggee.settle()).toBeUndefined();
    });

    const inSubgraph = test.skipIf(!capabilities.subgraphBreakpoints);

    inSubgraph('before a node of a subgraph of a subgraph', async () => {
      const debuggee = await open('nested');
      const node = 'middle:inner:i2';
      expect(await debuggee.breakAt('before', node)).toMatchObject([{ verified: true }]);
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'breakpoint', when: 'before', nodes: [node] });
      const inner = await debuggee.head((await debuggee.task('middle:inner:i1')).checkpoint_ns);
      expect(inner.next).toEqual(['i2']);
      expect(stopped?.checkpoint_ns).toBe(inner.checkpoint_ns);
      expect((await debuggee.state(inner)).log).toEqual(expect.arrayContaining(['i1']));
      expect(await debuggee.goOn()).toBeUndefined();
      const i1 = (await debuggee.tasks()).filter((task) => task.node === 'middle:inner:i1');
      expect(i1).toHaveLength(1);
    });

    inSubgraph('after a node of a subgraph', async () => {
      const debuggee = await open('nested');
      await debuggee.breakAt('after', 'middle:m1');
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ when: 'after', nodes: ['middle:m1'] });
      expect(await debuggee.goOn()).toBeUndefined();
    });

    inSubgraph('in a subgraph called inside a node, which only a run makes known', async () => {
      const debuggee = await open('subInNode', { alone: true });
      const [unknown] = await debuggee.breakAt('before', 'caller:s2');
      expect(unknown).toMatchObject({ verified: false, message: expect.stringContaining('run') });
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'breakpoint', nodes: ['caller:s2'] });
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await debuggee.breakAt('before', 'caller:s2')).toMatchObject([{ verified: true }]);
    });

    test.skipIf(!capabilities.pause)('Pause stops before the next super-step', async () => {
      const debuggee = await open('slow');
      const { gate, open: openGate } = closedGate();
      await debuggee.begin({ input: { gate } });
      await debuggee.until('wait', 'running');
      await debuggee.adapter.pause(debuggee.thread_id);
      openGate();
      expect(await debuggee.settle()).toMatchObject({ reason: 'pause', nodes: ['after'] });
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).log).toEqual(['before', 'wait', 'after', 'last']);
    });

    test('Stop ends the run; what is finished stays, and the rest can run later', async () => {
      const debuggee = await open('slow');
      const { gate, open: openGate } = closedGate();
      await debuggee.begin({ input: { gate } });
      await debuggee.until('wait', 'running');
      expect(await debuggee.stop()).toMatchObject({ reason: 'pause', nodes: ['wait'] });
      expect((await debuggee.task('wait')).status).toBe('next');
      expect((await debuggee.state()).log).toEqual(['before']);
      openGate();
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).log).toEqual(['before', 'wait', 'after', 'last']);
    });
  });
}
