import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { createDatabaseAdapter } from '../../../core/adapters/databaseAdapter.ts';
import { installSqliteSaver, openSaver } from '../../bench/store/savers.ts';
import { saveThreads } from '../../helpers/savedThreads.ts';
import { lookAt } from './looks.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrograph-replaced-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
installSqliteSaver();

/** A file with the threads of `saveThreads` but one; `close` is of the program that made it. */
async function made(file: string, without?: string) {
  const { saver, close } = await openSaver('sqliteSaver', file);
  if (!saver) throw new Error('There is no saver.');
  await saveThreads(saver);
  if (without) await saver.deleteThread(without);
  return close;
}

function opened(file: string) {
  const adapter = createDatabaseAdapter(file, async () => {
    const { reader, history } = await lookAt(file);
    return { history, version: reader.version, close: reader.close };
  });
  onTestFinished(() => adapter.disconnect({ kill: false }));
  const listed = async () => {
    const { threads } = await adapter.history.listThreads('database');
    return threads.map(({ thread_id }) => thread_id);
  };
  const noticed = () =>
    new Promise<void>((resolve) =>
      adapter.onEvent(({ type }) => {
        if (type === 'sourceChanged') resolve();
      }),
    );
  return { adapter, listed, noticed };
}

it('says that a file is gone, and opens the one that comes in its place', async () => {
  const file = join(folder, 'gone.db');
  (await made(file))();
  const { adapter, listed, noticed } = opened(file);
  await adapter.connect();
  expect(await listed()).toEqual(['asking', 'finished']);

  const gone = noticed();
  rmSync(file);
  await expect(listed()).rejects.toMatchObject({ message: `There is no file ${file}.` });
  await gone;
  await expect(adapter.connect()).rejects.toMatchObject({ message: `There is no file ${file}.` });
  await expect(listed()).rejects.toMatchObject({ message: `There is no file ${file}.` });

  const back = noticed();
  (await made(file, 'asking'))();
  await back;
  await adapter.connect();
  expect(await listed()).toEqual(['finished']);
});

it('opens what is put in the place of a file that a program has open', async () => {
  const [file, other] = [join(folder, 'open.db'), join(folder, 'other.db')];
  const close = await made(file);
  onTestFinished(close);
  (await made(other, 'asking'))();
  const { adapter, listed, noticed } = opened(file);
  await adapter.connect();
  expect(await listed()).toEqual(['asking', 'finished']);

  const replaced = noticed();
  for (const end of ['-wal', '-shm']) rmSync(file + end);
  renameSync(other, file);
  await replaced;
  await adapter.connect();
  expect(await listed()).toEqual(['finished']);
});
