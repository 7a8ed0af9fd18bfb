import { describe, expect, test } from 'vitest';
import { serverLimits } from '../../../core/protocol/capabilities.ts';
import { failure } from '../../helpers/debuggeeOf.ts';
import type { Scene } from '../adapterSpec.ts';
import { said, set } from './setBreakpoints.ts';

/** The breakpoint on errors. */
export function errors({ open, capabilities }: Scene): void {
  const evaluated = test.skipIf(!capabilities.conditionalBreakpoints);
  const onErrors = { when: 'error' } as const;

  describe('a breakpoint on errors', () => {
    evaluated('holds a task where it fails, which runs again with another input', async () => {
      const debuggee = await open('fails');
      expect(await set(debuggee, onErrors)).toMatchObject([{ verified: true, when: 'error' }]);
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'exception', nodes: ['sub:check'], held: true });
      expect(stopped).toMatchObject({ message: '1 is too small' });
      expect(stopped).not.toHaveProperty('when');
      expect(await debuggee.task('sub:check')).toMatchObject({
        status: 'held',
        error: { name: 'RangeError', message: '1 is too small' },
        hold: { when: 'error', by: { node: '', when: 'error' } },
      });
      expect(await debuggee.release('sub:check', { value: { n: 7, log: [] } })).toBeUndefined();
      const { log } = await debuggee.state();
      expect(log).toEqual(['check 7', 'choose', 'last']);
      const task = await debuggee.task('sub:check');
      expect(task).toMatchObject({ status: 'done', attempt: 1 });
      expect(task).not.toHaveProperty('error');
    });

    evaluated('holds it again when it fails again', async () => {
      const debuggee = await open('fails');
      await set(debuggee, onErrors);
      await debuggee.run();
      const held = { reason: 'exception', nodes: ['sub:check'], held: true };
      expect(await debuggee.release('sub:check', { again: true })).toMatchObject(held);
      const text = { value: { n: 2, log: [] }, again: true };
      expect(await debuggee.release('sub:check', text)).toMatchObject({
        ...held,
        message: 'only a text',
      });
      expect(await debuggee.release('sub:check', text)).toMatchObject(held);
      const well = { value: { n: 9, log: [] }, again: true };
      expect(await debuggee.release('sub:check', well)).toBeUndefined();
    });

    evaluated.each([1, 2])(
      'holds only where it comes from, and lets go with it (%d)',
      async (n) => {
        const debuggee = await open('fails');
        await set(debuggee, onErrors);
        expect(await debuggee.run({ input: { n } })).toMatchObject({ held: true });
        const flags = async () => (await debuggee.rows()).flatMap(({ flag }) => flag ?? []);
        expect(await flags()).toEqual([]);
        const ended = await debuggee.goOn();
        expect(ended).toMatchObject({ reason: 'exception' });
        expect(ended?.held).toBeUndefined();
        expect(await debuggee.task('sub:check')).toMatchObject({ status: 'error' });
        expect(await flags()).toContain('error');
      },
    );

    evaluated('goes on with an output that is given, and is routed by it', async () => {
      const debuggee = await open('fails');
      await set(debuggee, onErrors);
      await debuggee.run();
      const given = { value: { log: ['given'], n: 5 }, instead: true };
      expect(await debuggee.release('sub:check', given)).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ n: 5, log: ['given', 'choose', 'last'] });
    });

    evaluated('in a router holds its node, which can only be let go', async () => {
      const debuggee = await open('fails');
      await set(debuggee, onErrors);
      const stopped = await debuggee.run({ input: { n: 3 } });
      expect(stopped).toMatchObject({ nodes: ['choose'], message: 'There is no way for 3' });
      const { hold } = await debuggee.task('choose');
      expect(hold).toMatchObject({ when: 'error', written: true });
      const again = debuggee.adapter.release(debuggee.thread_id, hold?.hold_id ?? '', {
        again: true,
      });
      expect(await failure(again)).toMatchObject({ code: 'invalidInput' });
      expect(await debuggee.goOn()).toMatchObject({ reason: 'exception', nodes: ['choose'] });
    });

    evaluated('leaves its siblings to finish', async () => {
      const debuggee = await open('parallelError');
      await set(debuggee, onErrors);
      expect(await debuggee.run()).toMatchObject({ nodes: ['bad'], held: true });
      await debuggee.until('good', 'done');
      expect(await debuggee.release('bad', { again: true })).toBeUndefined();
      const { log } = await debuggee.state();
      expect(log).toEqual(expect.arrayContaining(['good', 'bad', 'join']));
    });

    evaluated('asks its condition what was thrown, and prints it', async () => {
      const debuggee = await open('fails');
      await set(debuggee, { ...onErrors, condition: 'error.name === "TypeError"' });
      expect(await debuggee.run()).not.toHaveProperty('held');
      const logMessage = '{error.name} of {n} in {config.metadata.langgraph_node}';
      await set(debuggee, { ...onErrors, logMessage });
      expect(await debuggee.run()).not.toHaveProperty('held');
      expect(await said(debuggee, 1)).toEqual(['sub:check: RangeError of 1 in check']);
    });

    evaluated('lets questions and the end of a run by hand pass', async () => {
      const debuggee = await open('asks');
      await set(debuggee, onErrors);
      expect(await debuggee.run()).toMatchObject({ reason: 'interrupt' });
      const failing = await open('fails');
      await set(failing, onErrors);
      await failing.run();
      expect(await failing.stop()).toMatchObject({ reason: 'pause' });
    });

    test.skipIf(capabilities.conditionalBreakpoints)('is refused by a server', async () => {
      const debuggee = await open('throwsInNode');
      const message = serverLimits.conditionalBreakpoints;
      expect(await set(debuggee, onErrors)).toMatchObject([{ verified: false, message }]);
      expect(await debuggee.run()).toMatchObject({ reason: 'exception' });
    });
  });
}
