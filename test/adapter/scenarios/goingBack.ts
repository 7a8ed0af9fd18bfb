import { describe, expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

/** Editing the state, forking, and running again from the past. */
export function goingBack({ open, capabilities, behindApi }: Scene): void {
  describe.skipIf(!capabilities.updateState)('editing', () => {
    test('as a node: reducers apply, and what follows that node is next', async () => {
      const debuggee = await open('linear');
      await debuggee.breakAt('before', 'second');
      await debuggee.run();
      const updated = await debuggee.update({
        values: { log: ['by hand'], n: 5 },
        asNode: 'second',
      });
      const head = await debuggee.head();
      expect(head).toMatchObject({ ...updated, source: 'update', asNode: 'second' });
      expect(head.next).toEqual(['third']);
      expect(await debuggee.state()).toEqual({ log: ['first', 'by hand'], n: 5 });
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).n).toBe(8);
    });

    test('without a node, where only one can be meant', async () => {
      const debuggee = await open('linear');
      await debuggee.breakAt('before', 'second');
      await debuggee.run();
      await debuggee.update({ values: { n: 7 } });
      expect((await debuggee.head()).next).toEqual(['second']);
      await debuggee.goOn();
      expect((await debuggee.state()).n).toBe(73);
    });

    test('an old checkpoint: a fork, and the old line stays as it was', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const old = await debuggee.line();
      const { checkpoint_id, checkpoint_ns } = await debuggee.rowBefore('second');
      const fork = await debuggee.update({
        checkpoint_id,
        checkpoint_ns,
        values: { n: 100 },
        asNode: 'first',
      });
      const forked = (await debuggee.rows()).find(
        (row) => row.checkpoint_id === fork.checkpoint_id,
      );
      expect(forked).toMatchObject({ parent_checkpoint_id: checkpoint_id, next: ['second'] });
      expect(await debuggee.run({ input: null, ...fork })).toBeUndefined();
      expect((await debuggee.state()).n).toBe(1003);
      const line = await debuggee.line();
      expect(line.slice(0, old.length)).toEqual(old);
      expect((await debuggee.state(old.at(-1))).n).toBe(23);
    });

    const inSubgraph = test.skipIf(!capabilities.subgraphBreakpoints);

    inSubgraph('in a subgraph that waits', async () => {
      const debuggee = await open('nested');
      await debuggee.breakAt('before', 'middle:inner:i2');
      await debuggee.run();
      const { checkpoint_ns } = await debuggee.task('middle:inner:i1');
      await debuggee.update({ checkpoint_ns, values: { log: ['by hand'] }, asNode: 'i1' });
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).log).toEqual(expect.arrayContaining(['i1', 'by hand', 'i2']));
    });

    test('after parallel nodes, whose update it is must be said', async () => {
      const debuggee = await open('parallel');
      await debuggee.breakAt('before', 'right2');
      await debuggee.run();
      const before = await debuggee.rows();
      const update = debuggee.update({ values: { log: ['whose?'] } });
      await expect(update).rejects.toMatchObject({
        code: 'ambiguousUpdate',
        message: expect.stringMatching(/left.*right|right.*left/),
      });
      expect(await debuggee.rows()).toEqual(before);
    });

    test.for([
      [
        'a channel the graph does not have',
        { values: { nothing: 1 } },
        'unknownChannel',
        'nothing',
      ],
      [
        'a node the graph does not have',
        { values: { n: 1 }, asNode: 'none' },
        'unknownNode',
        'none',
      ],
      [
        'a checkpoint the thread does not have',
        { values: { n: 1 }, checkpoint_id: '1ef00000-0000-6000-8000-000000000000' },
        'unknownCheckpoint',
        '',
      ],
    ] as const)('%s is refused, and nothing changes', async ([, update, code, word]) => {
      const debuggee = await open('linear');
      // Which channels there are, this server tells too late.
      if (behindApi && code === 'unknownChannel') return;
      await debuggee.run();
      const before = await debuggee.rows();
      await expect(debuggee.update(update)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(word),
      });
      expect(await debuggee.rows()).toEqual(before);
    });
  });

  describe('going back', () => {
    test('from an old checkpoint the rest runs again, on a line of its own', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const old = await debuggee.line();
      const from = await debuggee.rowBefore('second');
      const { checkpoint_id, checkpoint_ns } = from;
      expect(await debuggee.run({ input: null, checkpoint_id, checkpoint_ns })).toBeUndefined();
      const printed = debuggee.log.events.flatMap((event) =>
        event.type === 'output' ? event.lines.map(({ text }) => text) : [],
      );
      if (!behindApi) expect(printed.filter((text) => text === 'second got 2')).toHaveLength(2);
      const line = await debuggee.line();
      expect(line.slice(0, old.length)).toEqual(old);
      expect(line.filter((row) => row.parent_checkpoint_id === checkpoint_id)).toHaveLength(2);
      expect(await debuggee.state()).toEqual({ log: ['first', 'second', 'third'], n: 23 });
    });

    test('a run from an old checkpoint stops at breakpoints too', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const { checkpoint_id } = await debuggee.rowBefore('first');
      await debuggee.breakAt('before', 'third');
      const stopped = await debuggee.run({ input: null, checkpoint_id });
      expect(stopped).toMatchObject({ nodes: ['third'] });
    });

    test('a step from an old checkpoint is one step, on a line of its own', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const old = await debuggee.line();
      const { checkpoint_id, checkpoint_ns } = await debuggee.rowBefore('second');
      const stopped = await debuggee.run({
        input: null,
        checkpoint_id,
        checkpoint_ns,
        mode: 'stepOver',
      });
      expect(stopped).toMatchObject({ reason: 'step', nodes: ['third'] });
      const line = await debuggee.line();
      expect(line.slice(0, old.length)).toEqual(old);
      expect(await debuggee.state()).toEqual({ log: ['first', 'second'], n: 20 });
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).n).toBe(23);
    });

    test('what is finished has nothing to run, and says so', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      await expect(debuggee.begin({ input: null })).rejects.toMatchObject({ code: 'nothingToRun' });
    });

    test('a checkpoint that does not exist is refused', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const checkpoint_id = '1ef00000-0000-6000-8000-000000000000';
      const run = debuggee.begin({ input: null, checkpoint_id });
      await expect(run).rejects.toMatchObject({ code: 'unknownCheckpoint' });
    });
  });
}
