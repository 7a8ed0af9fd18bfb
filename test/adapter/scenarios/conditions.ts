import { describe, expect, test } from 'vitest';
import { serverLimits } from '../../../core/protocol/capabilities.ts';
import type { Scene } from '../adapterSpec.ts';
import { said, set, type Given } from './setBreakpoints.ts';

/** Breakpoints that look at what a task is given, or gives. */
export function conditions({ open, capabilities }: Scene): void {
  const evaluated = test.skipIf(!capabilities.conditionalBreakpoints);

  describe('conditional breakpoints', () => {
    evaluated('hold the task where the condition is true, and nowhere else', async () => {
      const debuggee = await open('manySteps');
      const [one] = await set(debuggee, {
        node: 'step',
        condition: 'count === 2 && steps > count',
      });
      expect(one).toMatchObject({ verified: true, condition: 'count === 2 && steps > count' });
      const stopped = await debuggee.run({ input: { steps: 5 } });
      expect(stopped).toMatchObject({ reason: 'breakpoint', nodes: ['step'], held: true });
      expect((await debuggee.state()).count).toBe(2);
      expect(await debuggee.task('step')).toMatchObject({
        status: 'held',
        hold: { when: 'before' },
      });
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).count).toBe(5);
    });

    evaluated('after a node they see what it gave, by its names and as output', async () => {
      const debuggee = await open('manySteps');
      const condition = 'count === 3 && output.count === 3 && input.count === 2';
      await set(debuggee, { node: 'step', when: 'after', condition });
      const stopped = await debuggee.run({ input: { steps: 5 } });
      expect(stopped).toMatchObject({ when: 'after', nodes: ['step'], held: true });
      expect((await debuggee.state()).count).toBe(2);
      expect(await debuggee.goOn()).toBeUndefined();
    });

    evaluated('hold one of several parallel tasks, while the others run on', async () => {
      const debuggee = await open('fanout');
      await set(debuggee, { node: 'work', condition: 'item === "b"' });
      expect(await debuggee.run()).toMatchObject({ nodes: ['work'], held: true });
      await debuggee.until('work', 'done');
      const tasks = (await debuggee.tasks()).filter(({ node }) => node === 'work');
      expect(tasks.filter(({ status }) => status === 'held')).toHaveLength(1);
      expect(await debuggee.release('work', { value: { item: 'another' } })).toBeUndefined();
      const { log } = await debuggee.state();
      expect(log).toEqual(expect.arrayContaining(['work a', 'work another', 'work c']));
    });

    evaluated('hold a node of a subgraph of a subgraph, and go on from it in steps', async () => {
      const debuggee = await open('nested');
      await set(debuggee, { node: 'middle:inner:i2', condition: 'log.includes("i1")' });
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ nodes: ['middle:inner:i2'], held: true });
      const step = (node: string) => ({ reason: 'step', nodes: [node] });
      expect(await debuggee.goOn({ mode: 'stepOver' })).toMatchObject(step('middle:m2'));
      expect(await debuggee.goOn()).toBeUndefined();
    });

    evaluated('hold a functional task by its arguments', async () => {
      const debuggee = await open('functionalParallel');
      await set(debuggee, { node: 'flow:square', condition: 'input[0] === 2' });
      expect(await debuggee.run()).toMatchObject({ nodes: ['flow:square'], held: true });
      const held = (await debuggee.tasks()).filter(({ status }) => status === 'held');
      expect(held).toHaveLength(1);
      expect(await debuggee.goOn()).toBeUndefined();
    });

    evaluated(
      'a held node is given an output in place of running, and is routed by it',
      async () => {
        const debuggee = await open('manySteps');
        await set(debuggee, { node: 'step', condition: 'count === 1' });
        await debuggee.run({ input: { steps: 4 } });
        expect(
          await debuggee.release('step', { value: { count: 3 }, instead: true }),
        ).toBeUndefined();
        expect((await debuggee.state()).count).toBe(4);
        expect((await debuggee.tasks()).filter(({ node }) => node === 'step')).toHaveLength(3);
      },
    );

    evaluated('a hit count counts where the condition is true, in one run', async () => {
      const debuggee = await open('manySteps');
      await set(debuggee, { node: 'step', condition: 'count > 0', hitCondition: '% 2' });
      await debuggee.run({ input: { steps: 6 } });
      expect((await debuggee.state()).count).toBe(2);
      await debuggee.goOn();
      expect((await debuggee.state()).count).toBe(4);
      expect(await debuggee.goOn()).toBeUndefined();
      await set(debuggee, { node: 'step', hitCondition: '2' });
      await debuggee.run({ input: { steps: 9, count: 0 } });
      expect((await debuggee.state()).count).toBe(1);
    });

    evaluated('the count goes on where a run goes on from a stop between steps', async () => {
      const debuggee = await open('manySteps');
      await set(debuggee, { node: 'step', hitCondition: '3' }, { node: 'step', when: 'after' });
      expect(await debuggee.run({ input: { steps: 5 } })).toMatchObject({ when: 'after' });
      await set(debuggee, { node: 'step', hitCondition: '3' });
      expect(await debuggee.goOn()).toMatchObject({ when: 'before', held: true });
      expect((await debuggee.state()).count).toBe(2);
    });

    evaluated('a log message is printed with its values, and nothing stops', async () => {
      const debuggee = await open('manySteps');
      const logMessage = 'at {count} of {input.steps}, {hits}: {({ n: [count] })} {nowhere} {';
      await set(debuggee, { node: 'step', condition: 'count < 2', logMessage });
      expect(await debuggee.run({ input: { steps: 3 } })).toBeUndefined();
      const failed = '{ReferenceError: nowhere is not defined}';
      expect(await said(debuggee, 2)).toEqual([
        `step: at 0 of 3, 1: { n: [ 0 ] } ${failed} {`,
        `step: at 1 of 3, 2: { n: [ 1 ] } ${failed} {`,
      ]);
    });

    evaluated('a condition that fails holds the task, and says what it threw', async () => {
      const debuggee = await open('linear');
      await set(debuggee, { node: 'second', condition: 'nowhere.length > 1' });
      expect(await debuggee.run()).toMatchObject({ nodes: ['second'], held: true });
      expect(await said(debuggee, 1)).toEqual([
        'second: The condition of the breakpoint before second failed: ReferenceError: nowhere is not defined',
      ]);
      expect(await debuggee.goOn()).toBeUndefined();
    });

    evaluated('a condition that gives a promise holds the task, and says so', async () => {
      const debuggee = await open('linear');
      await set(debuggee, { node: 'second', condition: 'Promise.resolve(false)' });
      expect(await debuggee.run()).toMatchObject({ nodes: ['second'], held: true });
      expect((await said(debuggee, 1))[0]).toContain('promise, which is not waited for');
      expect(await debuggee.goOn()).toBeUndefined();
    });

    evaluated('what cannot be understood says so, and stops nothing', async () => {
      const debuggee = await open('linear');
      const list = await set(
        debuggee,
        { node: 'first', condition: 'n >' },
        { node: 'second', hitCondition: 'often' },
        { node: 'third', logMessage: 'n is {n +}' },
        { node: 'third', when: 'after', condition: 'n > 1', enabled: false },
      );
      expect(list).toMatchObject([
        { verified: false, message: expect.stringMatching(/^Its condition is no JavaScript/) },
        { verified: false, message: expect.stringMatching(/^Its hit count .* often is none\.$/) },
        { verified: false, message: expect.stringMatching(/^Its log message is no JavaScript/) },
        { verified: true },
      ]);
      expect(await debuggee.run()).toBeUndefined();
    });

    evaluated('Stop ends a run whose node is held, and nothing is lost', async () => {
      const debuggee = await open('manySteps');
      await set(debuggee, { node: 'step', condition: 'count === 2' });
      await debuggee.run({ input: { steps: 4 } });
      expect(await debuggee.stop()).toMatchObject({ reason: 'pause', nodes: ['step'] });
      expect((await debuggee.state()).count).toBe(2);
      await set(debuggee);
      expect(await debuggee.goOn()).toBeUndefined();
      expect((await debuggee.state()).count).toBe(4);
    });

    const onChannel = (channel: string, more: Given = {}): Given => ({
      when: 'after',
      channel,
      ...more,
    });

    evaluated('on a channel hold the task that writes to it, with what it wrote', async () => {
      const debuggee = await open('linear');
      const [one] = await set(
        debuggee,
        onChannel('n', { condition: 'n > 5', hitCondition: '< 2' }),
      );
      expect(one).toMatchObject({ verified: true, channel: 'n' });
      expect(await debuggee.run()).toMatchObject({ when: 'after', nodes: ['second'], held: true });
      const { hold } = await debuggee.task('second');
      expect(hold?.by).toEqual({ node: '', when: 'after', channel: 'n' });
      expect(
        await debuggee.release('second', { value: { log: ['given'], n: 100 } }),
      ).toBeUndefined();
      expect(await debuggee.state()).toEqual({ log: ['first', 'given', 'third'], n: 103 });
    });

    evaluated('on a channel see what a Command writes, and nothing else that goes by', async () => {
      const debuggee = await open('commandGoto');
      await set(debuggee, onChannel('log'), { node: 'far', when: 'after', condition: 'false' });
      expect(await debuggee.run()).toMatchObject({ nodes: ['jump'], held: true });
      await set(debuggee, onChannel('goto'), onChannel('update'));
      expect(await debuggee.goOn()).toBeUndefined();
    });

    evaluated('on a channel print what is written to it, in subgraphs too', async () => {
      const debuggee = await open('nested');
      await set(debuggee, onChannel('log', { logMessage: '{log.at(-1)}', hitCondition: '<= 3' }));
      expect(await debuggee.run()).toBeUndefined();
      const lines = ['pre: pre', 'middle:m1: m1', 'middle:inner:i1: i1'];
      expect(await said(debuggee, 3)).toEqual(lines);
    });

    evaluated('on a channel that no graph has say so', async () => {
      const debuggee = await open('linear');
      const [one] = await set(debuggee, onChannel('nowhere'));
      expect(one).toMatchObject({ verified: false, message: expect.stringContaining('nowhere') });
      expect(await debuggee.run()).toBeUndefined();
    });

    test.skipIf(capabilities.conditionalBreakpoints)(
      'are refused where nobody evaluates them',
      async () => {
        const debuggee = await open('linear');
        const list = await set(debuggee, { node: 'second', condition: 'n > 100' });
        expect(list).toMatchObject([
          { verified: false, condition: 'n > 100', message: serverLimits.conditionalBreakpoints },
        ]);
        expect(await debuggee.run()).toBeUndefined();
      },
    );
  });
}
