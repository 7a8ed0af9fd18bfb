import { describe, expect, test } from 'vitest';
import type { Debuggee } from '../../helpers/openFixture.ts';
import type { Scene } from '../adapterSpec.ts';
import { closedGate } from './stopping.ts';

/** Graphs that throw, hang, exit, flood, or return what cannot be kept. */
export function breaking({ open, capabilities }: Scene): void {
  const logOf = async (debuggee: Debuggee) => (await debuggee.state()).log;

  describe('breaking', () => {
    test('an error is told on its node: name, message, line, cause and input', async () => {
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

    test('a retry runs the failed node again', async () => {
      const debuggee = await open('throwsOnce');
      expect(await debuggee.run()).toMatchObject({ reason: 'exception', nodes: ['flaky'] });
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['before', 'flaky, try 2', 'after']);
      expect((await debuggee.task('flaky')).status).toBe('done');
    });

    const editing = test.skipIf(!capabilities.updateState);

    editing('an output given by hand stands for the failed node', async () => {
      const debuggee = await open('throwsInNode');
      await debuggee.run();
      await debuggee.update({ values: { log: ['given'] }, asNode: 'breaks' });
      expect((await debuggee.head()).next).toEqual(['after']);
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['before', 'given', 'after']);
    });

    test('a retry does not run again the sibling that finished', async () => {
      const debuggee = await open('parallelError');
      expect(await debuggee.run()).toMatchObject({ reason: 'exception', nodes: ['bad'] });
      expect((await debuggee.task('good')).status).toBe('done');
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['start', 'bad', 'good', 'join']);
      const goods = (await debuggee.tasks()).filter(({ node }) => node === 'good');
      expect(goods).toMatchObject([{ attempt: 1, status: 'done' }]);
    });

    editing('an output given by hand keeps the sibling that finished', async () => {
      const debuggee = await open('parallelError');
      await debuggee.run();
      await debuggee.update({ values: { log: ['given'] }, asNode: 'bad' });
      expect(await debuggee.goOn()).toBeUndefined();
      const log = await logOf(debuggee);
      expect(log).toHaveLength(4);
      expect(log).toEqual(expect.arrayContaining(['start', 'good', 'given', 'join']));
    });

    editing('after a failure, whose update it is must be said', async () => {
      const debuggee = await open('parallelError');
      await debuggee.run();
      const update = debuggee.update({ values: { log: ['whose?'] } });
      await expect(update).rejects.toMatchObject({ code: 'ambiguousUpdate' });
    });

    test('a value that no checkpoint can hold is refused, and said where', async () => {
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

    test('megabytes of output are cut, and the run ends as if nothing were', async () => {
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

  describe.skipIf(!capabilities.restart)('dying', () => {
    const restart = async ({ adapter, graphId }: Debuggee) => {
      await adapter.connect();
      await adapter.loadGraph(graphId);
    };

    test('a process that exits is told, and every finished checkpoint is there', async () => {
      const debuggee = await open('exits');
      const stopped = await debuggee.run();
      expect(stopped).toMatchObject({ reason: 'exception', nodes: ['leave'] });
      const { termination } = await debuggee.log.until('terminated', 0);
      expect(termination).toMatchObject({
        reason: 'exited',
        exitCode: 3,
        message: expect.stringContaining('leave'),
      });
      expect(await logOf(debuggee)).toEqual(['before']);
      expect((await debuggee.head()).next).toEqual(['leave']);
      const refused = debuggee.begin({ input: null });
      await expect(refused).rejects.toMatchObject({ code: 'runnerDied' });

      await restart(debuggee);
      await debuggee.update({ values: { log: ['by hand'] }, asNode: 'leave' });
      expect(await logOf(debuggee)).toEqual(['before', 'by hand']);
    });

    test('a node that spins is told, Stop still ends it, and the rest is there', async () => {
      const debuggee = await open('spins');
      await debuggee.begin();
      await debuggee.until('spin', 'running');
      await debuggee.log.until('responsive', 0, ({ responsive }) => !responsive);
      await debuggee.adapter.stop(debuggee.thread_id);
      expect((await debuggee.settle())?.nodes).toEqual(['spin']);
      const { termination } = await debuggee.log.until('terminated', 0);
      expect(termination).toMatchObject({
        reason: 'killed',
        message: expect.stringContaining('spin'),
      });

      await restart(debuggee);
      expect(await logOf(debuggee)).toEqual(['before']);
      expect((await debuggee.head()).next).toEqual(['spin']);
      await debuggee.update({ values: { log: ['by hand'] }, asNode: 'spin' });
      expect(await logOf(debuggee)).toEqual(['before', 'by hand']);
    });

    test('a process that is killed loses nothing that was finished, and goes on', async () => {
      const debuggee = await open('slow');
      const { gate, open: openGate } = closedGate();
      await debuggee.begin({ input: { gate } });
      await debuggee.until('wait', 'running');
      await debuggee.adapter.disconnect({ kill: true });
      await debuggee.log.until('terminated', 0);
      openGate();
      await restart(debuggee);
      expect(await debuggee.goOn()).toBeUndefined();
      expect(await logOf(debuggee)).toEqual(['before', 'wait', 'after', 'last']);
      const befores = (await debuggee.tasks()).filter(({ node }) => node === 'before');
      expect(befores).toHaveLength(1);
    });
  });
}
