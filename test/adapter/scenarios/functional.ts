import { describe, expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

/** Graphs of the functional API: no structure but what has run. */
export function functional({ open, capabilities, behindApi }: Scene): void {
  const flow = 'flow';

  describe('functional', () => {
    /** What an API does not tell. */
    const told = test.skipIf(behindApi);

    told('a run returns, and leaves a tree of calls', async () => {
      const debuggee = await open('functionalNested');
      expect(debuggee.graph.kind).toBe('functional');
      expect(await debuggee.run()).toBeUndefined();
      const tasks = await debuggee.tasks();
      const [root] = tasks.filter(({ node }) => node === flow);
      const [mid] = tasks.filter(({ node }) => node === 'flow:mid');
      const [inner] = tasks.filter(({ node }) => node === 'flow:mid:leaf');
      const [outer] = tasks.filter(({ node }) => node === 'flow:leaf');
      expect(tasks).toHaveLength(4);
      expect(tasks.every(({ status }) => status === 'done')).toBe(true);
      expect(mid?.caller_id).toBe(root?.id);
      expect(inner?.caller_id).toBe(mid?.id);
      expect(outer?.caller_id).toBe(root?.id);
    });

    told('parallel calls of one task are tasks of their own', async () => {
      const debuggee = await open('functionalParallel');
      expect(await debuggee.run()).toBeUndefined();
      const squares = (await debuggee.tasks()).filter(({ node }) => node === 'flow:square');
      expect(squares).toMatchObject(['done', 'done', 'done'].map((status) => ({ status })));
      expect(new Set(squares.map(({ id }) => id)).size).toBe(3);
    });

    const holding = test.skipIf(!capabilities.holds);

    holding('a breakpoint holds one task, which goes on with its own input', async () => {
      const debuggee = await open('functionalNested');
      await debuggee.breakAt('before', 'flow:leaf');
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'breakpoint', nodes: ['flow:leaf'], held: true });
      const task = await debuggee.task('flow:leaf');
      expect(task).toMatchObject({ status: 'held', hold: { when: 'before' } });
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.task('flow:leaf')).hold).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ result: 'leaf(mid(leaf(x)))' });
    });

    holding('a run goes on from a held task, in steps', async () => {
      const debuggee = await open('functionalNested');
      await debuggee.breakAt('before', 'flow:mid');
      await debuggee.run();
      await debuggee.breakAt('before');
      const step = (node: string) => ({ reason: 'step', nodes: [node], held: true });
      expect(await debuggee.goOn({ mode: 'stepInto' })).toMatchObject(step('flow:mid:leaf'));
      expect(await debuggee.goOn({ mode: 'stepOut' })).toMatchObject(step('flow:leaf'));
      expect(await debuggee.goOn()).toBeUndefined();
      const ended = debuggee.log.events.filter(({ type }) => type === 'runEnded');
      expect(ended).toHaveLength(1);
      // A run that only went on leaves nothing behind that Stop would wait for.
      await debuggee.adapter.stop(debuggee.thread_id);
    });

    holding('a held task can be given another input', async () => {
      const debuggee = await open('functionalNested');
      await debuggee.breakAt('before', 'flow:leaf');
      await debuggee.run();
      expect(await debuggee.release('flow:leaf', { value: ['edited'] })).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ result: 'leaf(edited)' });
    });

    holding('held after its work, a task can be given another output', async () => {
      const debuggee = await open('functionalNested');
      await debuggee.breakAt('after', 'flow:mid');
      expect(await debuggee.run()).toMatchObject({
        when: 'after',
        nodes: ['flow:mid'],
        held: true,
      });
      expect(await debuggee.release('flow:mid', { value: 'given' })).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ result: 'leaf(given)' });
    });

    holding('a task let go twice is refused the second time', async () => {
      const debuggee = await open('functionalNested');
      await debuggee.breakAt('before', 'flow:leaf');
      await debuggee.run();
      const { hold } = await debuggee.task('flow:leaf');
      await debuggee.goOn();
      const again = debuggee.adapter.release(debuggee.thread_id, hold?.hold_id ?? '');
      await expect(again).rejects.toMatchObject({ code: 'unknownHold' });
    });

    holding('Stop ends a held run, and nothing is lost', async () => {
      const debuggee = await open('functionalNested');
      await debuggee.breakAt('before', 'flow:leaf');
      await debuggee.run();
      expect(await debuggee.stop()).toMatchObject({ reason: 'pause' });
      await debuggee.breakAt('before');
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ result: 'leaf(mid(leaf(x)))' });
    });
  });
}
