import { describe, expect, test } from 'vitest';
import type { Debuggee } from '../../helpers/debuggee.ts';
import type { Scene } from '../adapterSpec.ts';

/** Graphs that throw, flood, or return what cannot be kept. */
export function breaking({ open, capabilities, behindApi }: Scene): void {
  const logOf = async (debuggee: Debuggee) => (await debuggee.state()).log;

  describe('breaking', () => {
    /** What an API does not tell. */
    const told = test.skipIf(behindApi);

    told('an error is told on its node: name, message, line, cause and input', async () => {
      const debuggee = await open('throwsInNode');
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'exception', nodes: ['breaks'] });
      expect(stopped?.message).toContain('No price for this city');
      const task = await debuggee.task('breaks');
      expect(task).toMatchObject({
        status: 'error',
        error: {
          name: 'TypeError',
          message: 'No price for this city',
          stack: expect.stringMatching(/throwsInNode\.ts:6:/),
          cause: { message: 'The table is empty' },
        },
      });
      expect(await debuggee.valueOf(task, 'input')).toEqual({ log: ['before'] });
      expect((await debuggee.head()).flag).toBe('error');
    });

    told('a retry runs the failed node again', async () => {
      const debuggee = await open('throwsOnce', { alone: true });
      expect(await debuggee.run()).toMatchObject({ reason: 'exception', nodes: ['flaky'] });
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['before', 'flaky, try 2', 'after']);
      expect((await debuggee.task('flaky')).status).toBe('done');
    });

    const editing = test.skipIf(!capabilities.updateState);
    const known = test.skipIf(!capabilities.updateState || behindApi);

    editing('an output given by hand stands for the failed node', async () => {
      const debuggee = await open('throwsInNode');
      await debuggee.run();
      await debuggee.update({ values: { log: ['given'] }, asNode: 'breaks' });
      expect((await debuggee.head()).next).toEqual(['after']);
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['before', 'given', 'after']);
    });

    told('a retry does not run again the sibling that finished', async () => {
      const debuggee = await open('parallelError', { alone: true });
      expect(await debuggee.run()).toMatchObject({ reason: 'exception', nodes: ['bad'] });
      expect((await debuggee.task('good')).status).toBe('done');
      expect(await debuggee.goOn()).toBeUndefined();
      const log = await logOf(debuggee);
      expect(log).toHaveLength(4);
      expect(log).toEqual(expect.arrayContaining(['start', 'bad', 'good', 'join']));
      const goods = (await debuggee.tasks()).filter(({ node }) => node === 'good');
      expect(goods).toMatchObject([{ attempt: 1, status: 'done' }]);
    });

    known('an output given by hand keeps the sibling that finished', async () => {
      const debuggee = await open('parallelError', { alone: true });
      await debuggee.run();
      await debuggee.update({ values: { log: ['given'] }, asNode: 'bad' });
      expect(await debuggee.goOn()).toBeUndefined();
      const log = await logOf(debuggee);
      expect(log).toHaveLength(4);
      expect(log).toEqual(expect.arrayContaining(['start', 'good', 'given', 'join']));
    });

    known('after a failure, whose update it is must be said', async () => {
      const debuggee = await open('parallelError', { alone: true });
      await debuggee.run();
      const update = debuggee.update({ values: { log: ['whose?'] } });
      await expect(update).rejects.toMatchObject({ code: 'ambiguousUpdate' });
    });

    told('a value that no checkpoint can hold is refused, and said where', async () => {
      const debuggee = await open('bigint');
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'exception', nodes: ['count'] });
      expect(stopped?.message).toContain('account.amounts[2]');
      expect((await debuggee.task('count')).status).toBe('error');
      expect(await debuggee.state()).toEqual({ log: ['before'] });
      await debuggee.update({ values: { account: { amounts: [1, 2, 10] } }, asNode: 'count' });
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['before', 'after']);
    });

    told('megabytes of output are cut, and the run ends as if nothing were', async () => {
      const debuggee = await open('prints');
      expect(await debuggee.run()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['shout']);
      const said = await debuggee.log.until('output', 0, ({ lines }) =>
        lines.some(({ text }) => text === 'shout is done'),
      );
      expect(said.lines.find(({ text }) => text === 'shout is done')?.stream).toBe('stderr');
      const lines = debuggee.log.events.flatMap((event) =>
        event.type === 'output' ? event.lines : [],
      );
      expect(lines.length).toBeLessThan(10_000);
    });
  });
}
