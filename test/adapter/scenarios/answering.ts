import { describe, expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

/** Interrupts: asked, and answered by id. */
export function answering({ open, interruptIds }: Scene): void {
  describe('answering', () => {
    test('an interrupt waits for its answer, and goes on with it', async () => {
      const debuggee = await open('asks');
      expect(await debuggee.run()).toMatchObject({ reason: 'interrupt', nodes: ['ask'] });
      const { ask } = await debuggee.interrupts();
      expect(ask?.value).toEqual({ question: 'Where are you?' });
      expect((await debuggee.head()).flag).toBe('interrupt');
      const command = { resume: { [ask?.id ?? '']: 'Rome' } };
      expect(await debuggee.goOn({ command })).toBeUndefined();
      expect(await debuggee.state()).toEqual({ log: ['greet', 'ask', 'thank'], answer: 'Rome' });
      expect(await debuggee.interrupts()).toEqual({});
    });

    test('an answer can be anything JSON can say', async () => {
      const debuggee = await open('asks');
      await debuggee.run();
      const { ask } = await debuggee.interrupts();
      const answer = { city: 'Rome', sure: false, zip: null };
      await debuggee.goOn({ command: { resume: { [ask?.id ?? '']: answer } } });
      expect((await debuggee.state()).answer).toEqual(answer);
    });

    test.skipIf(interruptIds)('without ids, one of two is not answered by accident', async () => {
      const debuggee = await open('twoInterrupts');
      await debuggee.run();
      const { askName } = await debuggee.interrupts();
      const command = { resume: { [askName?.id ?? '']: 'Ada' } };
      const refused = debuggee.begin({ input: null, command });
      await expect(refused).rejects.toMatchObject({ code: 'notSupported' });
      expect(Object.keys(await debuggee.interrupts()).toSorted()).toEqual(['askCity', 'askName']);
    });

    const byId = test.runIf(interruptIds);

    byId('of two interrupts, one is answered and the other still asks', async () => {
      const debuggee = await open('twoInterrupts');
      const asked = await debuggee.run();
      expect(asked?.reason).toBe('interrupt');
      expect(asked?.nodes.toSorted()).toEqual(['askCity', 'askName']);
      const { askName, askCity } = await debuggee.interrupts();
      expect([askName?.value, askCity?.value]).toEqual(['Your name?', 'Your city?']);

      const still = await debuggee.goOn({ command: { resume: { [askName?.id ?? '']: 'Ada' } } });
      expect(still).toMatchObject({ reason: 'interrupt', nodes: ['askCity'] });
      const left = await debuggee.interrupts();
      expect(Object.keys(left)).toEqual(['askCity']);

      const command = { resume: { [left.askCity?.id ?? '']: 'Rome' } };
      expect(await debuggee.goOn({ command })).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ name: 'Ada', city: 'Rome' });
    });

    byId('both answered at once', async () => {
      const debuggee = await open('twoInterrupts');
      await debuggee.run();
      const { askName, askCity } = await debuggee.interrupts();
      const resume = { [askName?.id ?? '']: 'Ada', [askCity?.id ?? '']: 'Rome' };
      expect(await debuggee.goOn({ command: { resume } })).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ name: 'Ada', city: 'Rome' });
      expect((await debuggee.state()).log).toHaveLength(4);
    });

    test('an answer to nobody is refused, and the question stays', async () => {
      const debuggee = await open('asks');
      await debuggee.run();
      const before = await debuggee.rows();
      const refused = debuggee.begin({ input: null, command: { resume: { nobody: 'Rome' } } });
      await expect(refused).rejects.toMatchObject({ code: 'unknownInterrupt' });
      expect(await debuggee.rows()).toEqual(before);
      expect(await debuggee.interrupts()).toHaveProperty('ask');
    });

    test('going on without an answer asks again', async () => {
      const debuggee = await open('asks');
      await debuggee.run();
      expect(await debuggee.goOn()).toMatchObject({ reason: 'interrupt', nodes: ['ask'] });
    });

    test('an answered interrupt asks again when run from before it', async () => {
      const debuggee = await open('asks');
      await debuggee.run();
      const answer = async (city: string) => {
        const { ask } = await debuggee.interrupts();
        return debuggee.goOn({ command: { resume: { [ask?.id ?? '']: city } } });
      };
      await answer('Rome');
      const { checkpoint_id } = await debuggee.rowBefore('greet');
      const again = await debuggee.run({ input: null, checkpoint_id });
      expect(again).toMatchObject({ reason: 'interrupt', nodes: ['ask'] });
      expect(await answer('Oslo')).toBeUndefined();
      expect(await debuggee.state()).toMatchObject({ answer: 'Oslo' });
    });
  });
}
