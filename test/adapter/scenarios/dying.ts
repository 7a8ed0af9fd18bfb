import { describe, expect, test } from 'vitest';
import type { Debuggee } from '../../helpers/debuggee.ts';
import { closedGate } from '../../helpers/gate.ts';
import type { Scene } from '../adapterSpec.ts';

/** Graphs that exit, spin or are killed. */
export function dying({ open, capabilities }: Scene): void {
  const logOf = async (debuggee: Debuggee) => (await debuggee.state()).log;

  describe.skipIf(!capabilities.restart)('dying', () => {
    const restart = async ({ adapter, graphId }: Debuggee) => {
      await adapter.connect();
      await adapter.loadGraph(graphId);
    };

    test('a process that exits is told, and every finished checkpoint is there', async () => {
      const debuggee = await open('exits', { alone: true });
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

    test('not even a big checkpoint is lost that was made right before', async () => {
      const debuggee = await open('exitsBig', { alone: true });
      expect(await debuggee.run()).toMatchObject({ reason: 'exception', nodes: ['leave'] });
      await debuggee.log.until('terminated', 0);
      const { log, text } = await debuggee.state();
      expect(log).toEqual(['load']);
      expect(text).toHaveLength(12_000_000);
    });

    test('a node that spins is told, Stop still ends it, and the rest is there', async () => {
      const debuggee = await open('spins', { alone: true });
      await debuggee.begin();
      await debuggee.until('spin', 'running');
      await debuggee.log.until('responsive', 0, ({ responsive }) => !responsive);
      expect(await debuggee.stop()).toEqual({
        reason: 'pause',
        nodes: ['spin'],
        checkpoint_id: (await debuggee.head()).checkpoint_id,
        checkpoint_ns: '',
      });
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
      const debuggee = await open('slow', { alone: true });
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
