import { describe, expect, test } from 'vitest';
import type { CheckpointRow } from '../../../core/protocol/model.ts';
import { createDebuggee, type Debuggee } from '../../helpers/debuggee.ts';
import type { Scene } from '../adapterSpec.ts';

/** Other threads that begin where one was: what LangGraph cannot do. */
export function branching({ open, capabilities }: Scene): void {
  describe.skipIf(!capabilities.surgery)('branching', () => {
    const branchOf = async (
      debuggee: Debuggee,
      from: CheckpointRow,
      again: 'all' | string[] = 'all',
    ) => {
      const thread = await debuggee.adapter.history.surgery?.branch(from, again);
      if (!thread) throw new Error('The adapter cannot branch.');
      return createDebuggee(debuggee, thread.thread_id);
    };

    /** In the subgraph of a subgraph. */
    const beforeInner = async (debuggee: Debuggee): Promise<CheckpointRow> => {
      const { checkpoint_ns } = await debuggee.task('middle:inner:i2');
      const row = (await debuggee.rows()).find(
        (one) => one.checkpoint_ns === checkpoint_ns && one.next[0] === 'i2',
      );
      if (!row) throw new Error('There is no checkpoint before i2.');
      return row;
    };

    test('from the middle: it goes on by itself, and the thread stays as it was', async () => {
      const debuggee = await open('linear');
      await debuggee.run();
      const before = await debuggee.rows();
      const branch = await branchOf(debuggee, await debuggee.rowBefore('second'));
      expect((await branch.head()).next).toEqual(['second']);
      expect(await branch.goOn()).toBeUndefined();
      expect(await branch.state()).toEqual({ log: ['first', 'second', 'third'], n: 23 });
      expect(branch.ran()).toEqual(['second', 'third']);
      expect(await debuggee.rows()).toEqual(before);
      expect(await branch.rows()).toHaveLength(before.length);
    });

    test('an answered interrupt is asked again, and answered otherwise', async () => {
      const debuggee = await open('asks');
      await debuggee.run();
      const row = await debuggee.head();
      await debuggee.answer('Here');
      expect((await debuggee.state()).answer).toBe('Here');
      const branch = await branchOf(debuggee, row);
      expect(await branch.goOn()).toMatchObject({ reason: 'interrupt', nodes: ['ask'] });
      expect(await branch.answer('There')).toBeUndefined();
      expect(await branch.state()).toMatchObject({ answer: 'There' });
      expect((await debuggee.state()).answer).toBe('Here');
    });

    test('one task of a fan-out runs again, and its siblings are kept', async () => {
      const debuggee = await open('fanout');
      await debuggee.run();
      const row = await debuggee.rowBefore('work');
      const tasks = await debuggee.tasks(row);
      expect(tasks).toHaveLength(3);
      const branch = await branchOf(debuggee, row, [tasks[1]?.id ?? '']);
      const statuses = (await branch.tasks(await branch.head())).map(({ status }) => status);
      expect(statuses.toSorted()).toEqual(['done', 'done', 'next']);
      expect(await branch.goOn()).toBeUndefined();
      expect(branch.ran()).toEqual(['work', 'collect']);
      expect(await branch.state()).toEqual(await debuggee.state());
    });

    test('inside a finished subgraph: only what follows runs', async () => {
      const debuggee = await open('nested');
      await debuggee.run();
      const branch = await branchOf(debuggee, await beforeInner(debuggee));
      expect(await branch.goOn()).toBeUndefined();
      expect(branch.ran()).toEqual([
        'middle:inner:i2',
        'middle:inner',
        'middle:m2',
        'middle',
        'post',
      ]);
      expect(await branch.state()).toEqual(await debuggee.state());
    });

    test('inside a finished subgraph: what is edited there counts', async () => {
      const debuggee = await open('nested');
      await debuggee.run();
      const row = await beforeInner(debuggee);
      const branch = await branchOf(debuggee, row);
      const { checkpoint_id, checkpoint_ns } = row;
      const fork = await branch.update({
        checkpoint_id,
        checkpoint_ns,
        values: { log: ['by hand'] },
        asNode: 'i1',
      });
      expect(fork.checkpoint_ns).toBe(checkpoint_ns);
      expect(await branch.goOn(fork)).toBeUndefined();
      const { log } = await branch.state();
      // Each subgraph gives its whole list back, which is added to that of the graph around.
      expect((log as string[]).slice(-5)).toEqual(['i1', 'by hand', 'i2', 'm2', 'post']);
    });

    test('a thread that waits: both wait, and both are answered', async () => {
      const debuggee = await open('asks');
      await debuggee.run();
      const branch = await branchOf(debuggee, await debuggee.head(), []);
      expect(await branch.answer('There')).toBeUndefined();
      expect(await debuggee.answer('Here')).toBeUndefined();
      expect((await branch.state()).answer).toBe('There');
      expect((await debuggee.state()).answer).toBe('Here');
    });
  });
}
