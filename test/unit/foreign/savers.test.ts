import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReadOnly } from '../../../core/foreign/sqlite/readOnlyFile.ts';
import { installSqliteSaver, openSaver, type SaverName } from '../../bench/store/savers.ts';
import { named, pythonEnvironment } from '../../helpers/python.ts';
import { saveThreads, saveThreadsInPython } from '../../helpers/savedThreads.ts';
import { lookAt } from './looks.ts';
import { promisesOfReaders } from './savedThreads.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrograph-foreign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const python = await pythonEnvironment();
installSqliteSaver();

async function saveInJavaScript(name: SaverName, file: string) {
  const { saver, close } = await openSaver(name, file);
  if (saver) await saveThreads(saver);
  close();
}

const savers = [
  {
    name: 'SqliteSaver of LangGraph.js',
    file: join(folder, 'js.db'),
    language: 'JavaScript' as const,
    skip: false,
    save: (file: string) => saveInJavaScript('sqliteSaver', file),
  },
  {
    name: named("Python's SqliteSaver", python),
    file: join(folder, 'py.db'),
    language: 'Python' as const,
    skip: python.missing !== undefined,
    save: async (file: string) => saveThreadsInPython(python.executable ?? '', 'sqlite', file),
  },
  {
    name: "Retrograph's own checkpointer",
    file: join(folder, 'ours.db'),
    language: 'JavaScript' as const,
    skip: false,
    save: (file: string) => saveInJavaScript('ours', file),
  },
];

describe.each(savers)('a database of $name', ({ file, language, skip, save }) => {
  if (skip) {
    it.skip('is read');
    return;
  }
  beforeAll(() => save(file));

  promisesOfReaders(() => file, language);

  it('stays as it is to the byte, alone in its folder, and cannot be written', async () => {
    const contents = () => [
      createHash('sha256').update(readFileSync(file)).digest('hex'),
      readdirSync(folder).filter((name) => name.startsWith(file.slice(folder.length + 1))),
    ];
    const before = contents();
    const { history, reader } = await lookAt(file);
    for (const { thread_id } of (await history.listThreads('database')).threads) {
      for (const row of await history.listCheckpoints(thread_id)) {
        await history.readWhole(row, []);
      }
    }
    const handle = openReadOnly(file);
    for (const sql of ['DELETE FROM checkpoints', 'CREATE TABLE mine (a)', 'VACUUM']) {
      expect(() => handle.exec(sql), sql).toThrow();
    }
    handle.close();
    await reader.close();
    expect(contents()).toEqual(before);
  });
});
