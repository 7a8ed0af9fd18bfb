import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../core/foreign/openDatabase.ts';
import { fromRoot } from '../../../scripts/root.ts';
import { installSqliteSaver, openSaver } from '../../bench/store/savers.ts';
import type { Kept } from '../../helpers/kept.ts';
import { saveThreads } from '../../helpers/savedThreads.ts';
import { lookAt } from './looks.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrograph-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
installSqliteSaver();

describe('a database that a program is writing', () => {
  it('shows what is saved meanwhile, and is read without files of our own', async () => {
    const file = join(folder, 'live.db');
    const { saver, close } = await openSaver('sqliteSaver', file);
    if (!saver) throw new Error('There is no saver.');
    await saveThreads(saver);
    const { reader, history } = await lookAt(file);
    const before = await reader.version();
    expect(await reader.version()).toBe(before);
    expect((await history.listThreads('database')).threads).toHaveLength(2);
    await saver.deleteThread('asking');
    expect(await reader.version()).not.toBe(before);
    expect((await history.listThreads('database')).threads).toHaveLength(1);
    await reader.close();
    close();
    expect(readdirSync(folder).filter((name) => name.startsWith('live'))).toEqual(['live.db']);
  });

  it('notices a program that comes back to a file nobody had open', async () => {
    const file = join(folder, 'again.db');
    const first = await openSaver('sqliteSaver', file);
    if (!first.saver) throw new Error('There is no saver.');
    await saveThreads(first.saver);
    first.close();
    const { reader, history } = await lookAt(file);
    const before = await reader.version();
    const second = await openSaver('sqliteSaver', file);
    await second.saver?.deleteThread('asking');
    expect(await reader.version()).not.toBe(before);
    expect((await history.listThreads('database')).threads).toHaveLength(1);
    second.close();
    await reader.close();
  });

  it('reads what a program that was killed left in the log', async () => {
    const file = join(folder, 'killed.db');
    const { saver, close } = await openSaver('sqliteSaver', file);
    if (!saver) throw new Error('There is no saver.');
    await saveThreads(saver);
    const copy = join(folder, 'copy.db');
    for (const end of ['', '-wal']) copyFileSync(file + end, copy + end);
    close();
    const { history, reader } = await lookAt(copy);
    expect((await history.listThreads('database')).threads).toHaveLength(2);
    await reader.close();
  });
});

describe('a database that an older version of Retrograph made', () => {
  const copyOf = (name: string) => {
    const file = join(folder, `${name}.db`);
    const packed = readFileSync(fromRoot(`test/fixtures/databases/${name}.db.gz`));
    writeFileSync(file, gunzipSync(packed));
    return file;
  };

  it.each(['version2', 'version3', 'version4', 'version5', 'version6'])(
    'is read as it is: %s',
    async (name) => {
      const { reader, history } = await lookAt(copyOf(name));
      const kept = JSON.parse(
        readFileSync(fromRoot(`test/fixtures/databases/${name}.json`), 'utf8'),
      ) as Kept[];
      for (const { thread, rows, states } of kept) {
        const found = await history.listCheckpoints(thread.thread_id);
        expect(found.map(({ checkpoint_id }) => checkpoint_id)).toEqual(
          rows.map(({ checkpoint_id }) => checkpoint_id),
        );
        for (const row of found) {
          const state = states[`${row.checkpoint_ns} ${row.checkpoint_id}`];
          expect(await history.readWhole(row, [])).toEqual(state);
        }
      }
      await reader.close();
    },
  );

  it('is refused with what to do when it is from before there were branches', async () => {
    await expect(openDatabase(copyOf('version2early'))).rejects.toMatchObject({
      code: 'databaseTooOld',
      message:
        'version2early.db was made by an early version of Retrograph, and is only read once it is brought up to date.',
    });
    const file = copyOf('version4');
    const sqlite = new Sqlite(file);
    sqlite.pragma('user_version = 99');
    sqlite.close();
    await expect(openDatabase(file)).rejects.toMatchObject({ code: 'databaseNewer' });
  });
});

describe('what is no database of checkpoints', () => {
  const refused = (file: string) => openDatabase(file).then(() => undefined, String);
  const made = (name: string, content: string | Buffer) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  it('is refused with a sentence', async () => {
    expect(await refused(join(folder, 'none.db'))).toMatch(/There is no file .+none\.db\.$/);
    expect(await refused(made('text.db', 'hello'))).toMatch(
      /text\.db is not an SQLite database, or it is encrypted\.$/,
    );
    expect(await refused(made('empty.db', ''))).toMatch(/empty\.db is empty\.$/);

    const other = join(folder, 'other.db');
    const sqlite = new Sqlite(other);
    sqlite.exec('CREATE TABLE orders (id); CREATE TABLE customers (id)');
    sqlite.close();
    expect(await refused(other)).toMatch(
      /other\.db has no checkpoints of LangGraph; its tables are orders, customers\.$/,
    );
  });

  it('is refused while it is locked, and opens afterwards', async () => {
    const file = join(folder, 'locked.db');
    const sqlite = new Sqlite(file);
    sqlite.exec('CREATE TABLE checkpoints (id); CREATE TABLE writes (id)');
    sqlite.close();
    const program = `const db = new (require('better-sqlite3'))(${JSON.stringify(file)});
      db.exec('BEGIN EXCLUSIVE'); console.log('locked'); process.stdin.resume();`;
    const locker = spawn(process.execPath, ['-e', program], { cwd: fromRoot() });
    await once(locker.stdout, 'data');
    expect(await refused(file)).toMatch(/locked\.db is locked by another program\.$/);
    locker.kill();
    await once(locker, 'exit');
    expect(await refused(file)).toMatch(
      /locked\.db has other tables than a checkpointer: no such column: type\.$/,
    );
  });

  it('is refused when it is damaged', async () => {
    const noise = Buffer.from(Array.from({ length: 8192 }, (_, at) => (at * 7) % 251));
    const whole = made('header.db', Buffer.concat([Buffer.from('SQLite format 3\0'), noise]));
    expect(await refused(whole)).toMatch(/header\.db is (damaged|not an SQLite database)/);
  });

  it('is said to be damaged where only its pages are', async () => {
    const file = join(folder, 'pages.db');
    const { saver, close } = await openSaver('sqliteSaver', file);
    if (!saver) throw new Error('There is no saver.');
    await saveThreads(saver);
    close();
    // The first page, with the names of the tables, is whole.
    writeFileSync(file, readFileSync(file).fill(0xff, 4096));
    const look = async () => (await lookAt(file)).history.listThreads('database');
    await expect(look()).rejects.toMatchObject({
      code: 'databaseBroken',
      message: expect.stringMatching(/^pages\.db is damaged: .+\.$/) as string,
    });
  });
});
