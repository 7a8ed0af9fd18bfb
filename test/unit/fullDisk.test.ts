import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { CoreEvent } from '../../core/protocol/events.ts';
import { createCore } from '../../core/createCore.ts';
import { openStorage } from '../../core/storage/openStorage.ts';
import { createTapeReader, createTapeWriter } from '../../core/structure/tape.ts';
import { fromRoot } from '../../scripts/root.ts';
import { createCoreEvents } from '../helpers/coreEvents.ts';
import { dataDir } from '../helpers/dataDir.ts';
import { mountSmallDisk } from '../helpers/smallDisk.ts';
import { storageFor } from '../helpers/storage.ts';
import { checkpoint, json } from '../helpers/stored.ts';

const disk = mountSmallDisk(6);
afterAll(() => disk?.remove());

/** An empty folder on the disk, which is as large as at first, and a way to take all that is free. */
function onDisk(name: string) {
  const dir = join(disk?.path ?? '', name);
  mkdirSync(dir);
  disk?.resize(6);
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const filler = join(dir, 'filler');
  const fill = () => {
    const block = Buffer.alloc(4096);
    try {
      for (;;) writeFileSync(filler, block, { flag: 'a' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  };
  return { dir, fill, free: () => rmSync(filler) };
}

const large = (id: string) =>
  checkpoint(id, { checkpoint: json(`${id} `.repeat(300_000)), thread_id: 't' });

describe.skipIf(!disk)(
  'on a disk that is full (skipped where no file system may be mounted)',
  () => {
    test('the database takes nothing in part, says so, and goes on when there is room', async () => {
      const { dir, fill, free } = onDisk('database');
      const storage = storageFor(dir);
      const full = {
        code: 'diskFull',
        message: `${storage.path} cannot be written: the disk is full.`,
      };
      await storage.checkpoints.put(large('c1'));
      fill();
      await expect(storage.checkpoints.put(large('c2'))).rejects.toMatchObject(full);
      expect(() => storage.settings.update({ nodePath: 'x'.repeat(100_000) })).toThrow(
        expect.objectContaining(full) as Error,
      );
      const ids = () => storage.checkpoints.rows('t').map((row) => row.checkpoint_id);
      expect(ids()).toEqual(['c1']);
      free();
      await storage.checkpoints.put(large('c2'));
      expect(ids()).toEqual(['c2', 'c1']);
      expect(await storage.maintenance.check()).toEqual([]);
    });

    test('a database that cannot be opened says why, and holds what it held', () => {
      const { dir, fill, free } = onDisk('opening');
      const before = openStorage(dir);
      before.checkpoints.putSync(large('c1'));
      before.close();
      fill();
      expect(() => openStorage(dir)).toThrow(
        expect.objectContaining({
          code: 'diskFull',
          message: `${before.path} cannot be written: the disk is full.`,
        }) as Error,
      );
      free();
      expect(storageFor(dir).checkpoints.rows('t')).toHaveLength(1);
    });

    test('a backup is not left in part', async () => {
      const { dir, fill } = onDisk('backup');
      const storage = storageFor(dataDir());
      for (let i = 0; i < 8; i++) storage.checkpoints.putSync(large(`c${i}`));
      fill();
      const path = join(dir, 'backup.db');
      await expect(storage.maintenance.backUp(path)).rejects.toMatchObject({
        code: 'diskFull',
        message: `${path} cannot be written: the disk is full.`,
      });
      expect(existsSync(path)).toBe(false);
      expect(existsSync(`${path}-journal`)).toBe(false);
    });

    test('a tape holds whole messages only, and goes on when there is room', () => {
      const { dir, fill, free } = onDisk('tape');
      const path = join(dir, 'tape');
      const tape = createTapeWriter(path);
      const read = () => createTapeReader(path).read().messages;
      tape.write('first');
      fill();
      expect(() => {
        for (;;) tape.write('x'.repeat(3000));
      }).toThrow();
      const whole = read();
      expect(whole[0]).toBe('first');
      free();
      tape.write('last');
      expect(read()).toEqual([...whole, 'last']);
    });

    test('a run stops where it is with one sentence, and goes on when there is room', async () => {
      const { dir } = onDisk('run');
      const core = createCore({ dataDir: dir, version: 'test', hostKind: 'browser' });
      onTestFinished(() => core.dispose());
      const told: CoreEvent[] = [];
      core.onEvent((events) => void told.push(...events));
      const { until } = createCoreEvents(core);
      const { handlers } = core;
      const target = fromRoot('test/fixtures/graphs/bigState.ts');
      const { sessionId } = await handlers.openProject({ target });
      await until((event) => event.type === 'session' && event.session.phase === 'ready');
      const { thread_id } = await handlers.createThread({ sessionId });
      const go = { sessionId, thread_id, mode: 'continue' as const };
      await handlers.run({ ...go, input: { megabytes: 8, log: [] } });
      await until((event) => event.type === 'thread' && event.thread.state === 'stopped');
      const stopped = told.flatMap((event) =>
        event.type === 'thread' && event.thread.stopped ? [event.thread.stopped] : [],
      );
      expect(stopped.at(-1)).toMatchObject({
        reason: 'exception',
        nodes: ['load'],
        message: expect.stringMatching(
          /^\S+retrograph.db cannot be written: the disk is full\.$/,
        ) as string,
      });
      const rows = await handlers.listCheckpoints({ sessionId, thread_id });
      expect(rows.map(({ step }) => step)).toEqual([0, -1]);

      disk?.resize(80);
      await handlers.run({ ...go, input: null });
      await until((event) => event.type === 'thread' && event.thread.state === 'idle');
      const [head] = await handlers.listCheckpoints({ sessionId, thread_id });
      const ref = { thread_id, checkpoint_ns: '', checkpoint_id: head?.checkpoint_id ?? '' };
      expect(await handlers.readWhole({ sessionId, ref, path: ['log'] })).toEqual([
        'load',
        'touch',
        'again',
      ]);
      expect(await handlers.checkDatabase()).toEqual([]);
    });
  },
);
