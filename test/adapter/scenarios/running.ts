import { describe, expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

/** What is seen of a run that nothing stops. */
export function running({ open, behindApi, keepsReturned }: Scene): void {
  describe('running', () => {
    /** What an API does not tell. */
    const told = test.skipIf(behindApi);

    test('a run ends with the state its nodes made', async () => {
      const debuggee = await open('linear');
      expect(await debuggee.run()).toBeUndefined();
      expect(await debuggee.state()).toEqual({ log: ['first', 'second', 'third'], n: 23 });
    });

    test('every super-step is a checkpoint, with its parent, source, step and next', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const line = await debuggee.line();
      expect(line.map(({ step, source, next }) => [step, source, ...next])).toEqual([
        [-1, 'input', '__start__'],
        [0, 'loop', 'first'],
        [1, 'loop', 'second'],
        [2, 'loop', 'third'],
        [3, 'loop'],
      ]);
      const parents = line.map(({ parent_checkpoint_id }) => parent_checkpoint_id);
      expect(parents).toEqual([undefined, ...line.slice(0, -1).map((row) => row.checkpoint_id)]);
      expect(line.at(2)?.changed?.toSorted()).toEqual(['log', 'n']);
      expect(line.every(({ size }) => size > 0)).toBe(true);
    });

    test('rows come newest first, and events tell the same rows', async () => {
      const debuggee = await open('manySteps');
      await debuggee.run();
      const rows = await debuggee.rows();
      expect(rows).toHaveLength(22);
      const ids = rows.map(({ checkpoint_id }) => checkpoint_id);
      expect(ids).toEqual(ids.toSorted().toReversed());
      const told = debuggee.log.events.flatMap((event) =>
        event.type === 'checkpoint' ? event.row.checkpoint_id : [],
      );
      expect([...new Set(told)].toSorted()).toEqual(ids.toSorted());
    });

    test('every task is recorded, with what it received and wrote', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const tasks = await debuggee.tasks();
      expect(tasks.map(({ node, status, attempt }) => [node, status, attempt])).toEqual([
        ['first', 'done', 1],
        ['second', 'done', 1],
        ['third', 'done', 1],
      ]);
      const second = await debuggee.task('second');
      expect(second.duration).toBeGreaterThanOrEqual(0);
      expect(second.checkpoint_id).toBe((await debuggee.rowBefore('second')).checkpoint_id);
      expect(await debuggee.valueOf(second, 'input')).toEqual({ log: ['first'], n: 2 });
      expect(await debuggee.valueOf(second, 'writes')).toMatchObject({ log: ['second'], n: 20 });
    });

    test('parallel tasks run from the same checkpoint, a join once', async () => {
      const debuggee = await open('parallel');
      await debuggee.run();
      const [left, right] = [await debuggee.task('left'), await debuggee.task('right')];
      expect(left.checkpoint_id).toBe(right.checkpoint_id);
      const names = (await debuggee.tasks()).map(({ node }) => node);
      expect(names.filter((name) => name === 'join')).toHaveLength(1);
      const forked = await debuggee.rowBefore('left', 'right');
      expect(await debuggee.tasks(forked)).toHaveLength(2);
    });

    test('a Send makes a task for each item, each with its own input', async () => {
      const debuggee = await open('fanout');
      await debuggee.run();
      const work = (await debuggee.tasks()).filter(({ node }) => node === 'work');
      const inputs = await Promise.all(work.map((task) => debuggee.valueOf(task, 'input')));
      expect(inputs).toEqual([{ item: 'a' }, { item: 'b' }, { item: 'c' }]);
      expect(new Set(work.map(({ id }) => id)).size).toBe(3);
      const { log } = await debuggee.state();
      expect(log).toEqual(['plan', 'work a', 'work b', 'work c', 'collect']);
    });

    test('a subgraph has a namespace of its own, named by the task that called it', async () => {
      const debuggee = await open('nested');
      await debuggee.run();
      const [middle, inner, i2] = await Promise.all(
        ['middle', 'middle:inner', 'middle:inner:i2'].map((node) => debuggee.task(node)),
      );
      expect(inner?.checkpoint_ns).toBe(`middle:${middle?.id}`);
      expect(middle?.task_ns).toBe(inner?.checkpoint_ns);
      expect(i2?.checkpoint_ns).toBe(`${middle?.task_ns}|inner:${inner?.id}`);
      expect(i2?.checkpoint_ns).toBe(inner?.task_ns);
      const namespaces = new Set((await debuggee.rows()).map((row) => row.checkpoint_ns));
      expect(namespaces).toEqual(new Set(['', middle?.task_ns, inner?.task_ns]));
    });

    test('a subgraph called inside a node is seen as well', async () => {
      const debuggee = await open('subInNode');
      await debuggee.run();
      const nodes = (await debuggee.tasks()).map(({ node, status }) => [node, status]);
      expect(nodes).toEqual(
        expect.arrayContaining([
          ['caller:s1', 'done'],
          ['caller:s2', 'done'],
          ['after', 'done'],
        ]),
      );
      expect((await debuggee.state()).log).toEqual(['caller', 's1', 's2', 'after']);
    });

    test('a Command goes where it says', async () => {
      const debuggee = await open('commandGoto');
      await debuggee.run();
      expect((await debuggee.state()).log).toEqual(['jump', 'far']);
    });

    test('new input goes on with the state of the thread', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      await debuggee.run({ input: { n: 0 } });
      expect(await debuggee.state()).toEqual({
        log: ['first', 'second', 'third', 'first', 'second', 'third'],
        n: 13,
      });
    });

    told('a big state is read a level at a time', async () => {
      const debuggee = await open('bigState');
      expect(await debuggee.run()).toBeUndefined();
      const { thread_id } = debuggee;
      const { checkpoint_id, checkpoint_ns, size } = await debuggee.head();
      expect(size).toBeGreaterThan(8_000_000);
      const ref = { thread_id, checkpoint_id, checkpoint_ns };
      const level = await debuggee.adapter.history.readValue(ref, ['documents'], 100, 10);
      expect(level).toMatchObject({ node: { type: 'array', count: 800 }, offset: 100, total: 800 });
      expect(level.children.map(({ key }) => key)).toEqual(
        [...Array(10).keys()].map((i) => 100 + i),
      );
      expect(JSON.stringify(level).length).toBeLessThan(10_000);
    });

    test('something is found in a state, by the path it is read by', async () => {
      const debuggee = await open('linear');
      expect(await debuggee.run()).toBeUndefined();
      const { thread_id } = debuggee;
      const { checkpoint_id, checkpoint_ns } = await debuggee.head();
      const ref = { thread_id, checkpoint_id, checkpoint_ns };
      const { history } = debuggee.adapter;
      const end = new AbortController();
      const find = async (text: string) =>
        (await history.findValues(ref, [], text, end.signal)).found;
      expect((await find('SECOND')).map(({ path }) => path)).toEqual([['log', 1]]);
      expect((await find('log[2]')).map(({ node }) => node.preview)).toEqual(['"third"']);
    });

    told('something is found in a big state', async () => {
      const debuggee = await open('bigState');
      expect(await debuggee.run()).toBeUndefined();
      const { thread_id } = debuggee;
      const { checkpoint_id, checkpoint_ns } = await debuggee.head();
      const ref = { thread_id, checkpoint_id, checkpoint_ns };
      const { history } = debuggee.adapter;
      const find = async (text: string) => {
        const { found, more } = await history.findValues(ref, [], text, AbortSignal.any([]));
        return { paths: found.map(({ path }) => path), more };
      };
      expect(await find('799 LOREM')).toEqual({ paths: [['documents', 799, 'text']], more: false });
      expect(await find('documents[700].id')).toEqual({
        paths: [['documents', 700, 'id']],
        more: false,
      });
      const { paths, more } = await find('ipsum');
      expect([paths.length, more]).toEqual([200, true]);
      const end = AbortSignal.abort(new Error('enough'));
      await expect(history.findValues(ref, [], 'zebra', end)).rejects.toThrow('enough');
    });

    test.skipIf(keepsReturned)(
      'a node that changes its input in place is caught in the act',
      async () => {
        const debuggee = await open('mutates');
        await debuggee.run();
        const cart = async (...next: string[]) =>
          (await debuggee.state(await debuggee.rowBefore(...next))).cart;
        expect(await cart('sneak')).toEqual({ items: ['apple'] });
        expect(await cart('rest')).toEqual({ items: ['apple', 'sneaked in'] });
      },
    );

    told('what a node prints is known to be its own', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const printed = await debuggee.log.until('output', 0, ({ lines }) =>
        lines.some(({ text }) => text === 'second got 2'),
      );
      const line = printed.lines.find(({ text }) => text === 'second got 2');
      expect(line).toMatchObject({ stream: 'stdout', task: { node: 'second' } });
    });
  });
}
