import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectReadOnly } from '../../../core/foreign/postgres/connection.ts';
import { openDatabase } from '../../../core/foreign/openDatabase.ts';
import { postgresPrograms, startPostgres, type PostgresServer } from '../../helpers/postgres.ts';
import { named, pythonEnvironment } from '../../helpers/python.ts';
import { savedGraph, saveThreads, saveThreadsInPython } from '../../helpers/savedThreads.ts';
import { lookAt } from './looks.ts';
import { promisesOfReaders } from './savedThreads.ts';

const programs = await postgresPrograms();
const python = await pythonEnvironment();
const name = programs.missing ? `Postgres [skipped: ${programs.missing}]` : 'Postgres';

describe.skipIf(programs.missing !== undefined)(name, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs.bin ?? '');
  });
  afterAll(() => server?.stop());

  describe('written by LangGraph.js', () => {
    let url = '';
    beforeAll(async () => {
      url = await server.database('js');
      const saver = PostgresSaver.fromConnString(url);
      await saver.setup();
      await saveThreads(saver);
      await saver.end();
    });
    // This saver numbers the values of a fork like those of the line it left, and keeps the first of a number.
    promisesOfReaders(() => url, 'JavaScript', { forkLeadsTo: [] });

    it('shows a fork as the saver itself gives it back', async () => {
      const saver = PostgresSaver.fromConnString(url);
      const config = { configurable: { thread_id: 'finished' } };
      const { next, values } = await savedGraph(saver).getState(config);
      await saver.end();
      const { history } = await lookAt(url);
      const [fork] = await history.listCheckpoints('finished');
      if (!fork) throw new Error('There is no fork.');
      expect(fork.next).toEqual(next);
      expect(await history.readWhole(fork, ['log'])).toEqual(values.log);
    });

    it('finds the tables in another schema', async () => {
      const saver = PostgresSaver.fromConnString(url, { schema: 'apart' });
      await saver.setup();
      await saveThreads(saver);
      await saver.end();
      const { history } = await lookAt(`${url}?schema=apart`);
      expect((await history.listThreads('database')).threads).toHaveLength(2);
    });

    it('lists a thousand threads at once, and finds any by a part of its id', async () => {
      const many = await server.database('many');
      const saver = PostgresSaver.fromConnString(many);
      await saver.setup();
      await saver.end();
      const client = new Client(many);
      await client.connect();
      await client.query(`INSERT INTO checkpoints
        SELECT 'Customer-' || n, '', '1f000000-0000-6000-8000-' || lpad(n::text, 12, '0'), NULL, NULL,
          '{"channel_values": {}, "channel_versions": {}}', '{"source": "loop", "step": 0}'
        FROM generate_series(1, 1200) AS n`);
      await client.end();
      const { reader, history } = await lookAt(many);
      const first = await history.listThreads('database');
      const rest = await history.listThreads('database', { offset: 1_000 });
      const found = await history.listThreads('database', { match: 'customer-110' });
      expect([first.threads.length, first.more, first.threads[0]?.thread_id]).toEqual([
        1_000,
        true,
        'Customer-1200',
      ]);
      expect([rest.threads.length, rest.more, rest.threads.at(-1)?.thread_id]).toEqual([
        200,
        false,
        'Customer-1',
      ]);
      expect(found.threads.map(({ thread_id }) => thread_id)).toEqual([
        ...Array.from({ length: 10 }, (_, index) => `Customer-${1109 - index}`),
        'Customer-110',
      ]);
      await reader.close();
    });

    it('cannot write', async () => {
      const connection = await connectReadOnly(url);
      for (const sql of ['DELETE FROM checkpoints', 'CREATE TABLE mine (a int)']) {
        await expect(connection.query(sql)).rejects.toThrow(/read-only transaction/);
      }
      await connection.close();
    });

    it('notices what a running program saves', async () => {
      const { reader, history } = await lookAt(url);
      const before = await reader.version();
      const saver = PostgresSaver.fromConnString(url);
      await saveThreads(saver);
      await saver.end();
      await expect.poll(() => reader.version(), { timeout: 20_000 }).not.toBe(before);
      history.forget();
      const [newest] = (await history.listThreads('database')).threads;
      expect(newest).toMatchObject({ thread_id: 'asking', checkpointCount: 10 });
      await reader.close();
    });

    it('says what is wrong, in one sentence', async () => {
      const wrong = (change: Partial<URL>) => Object.assign(new URL(url), change).href;
      const host = new URL(url).host;
      await expect(openDatabase(wrong({ password: 'guess' }))).rejects.toMatchObject({
        code: 'databaseRefused',
        message: `${host}/js refuses the user or the password.`,
      });
      await expect(openDatabase(wrong({ pathname: '/nowhere' }))).rejects.toMatchObject({
        code: 'databaseUnreachable',
        message: `${host}/nowhere says: database "nowhere" does not exist.`,
      });
      await expect(openDatabase(wrong({ port: '1' }))).rejects.toMatchObject({
        code: 'databaseUnreachable',
        message: expect.stringContaining('127.0.0.1:1/js cannot be reached: connect ECONNREFUSED'),
      });
      const empty = await server.database('other');
      const client = new Client(empty);
      await client.connect();
      await expect(openDatabase(empty)).rejects.toMatchObject({
        code: 'unknownSchema',
        message: `${host}/other has no checkpoints of LangGraph; it has no tables.`,
      });
      await client.query('CREATE TABLE orders (id int)');
      await client.end();
      await expect(openDatabase(empty)).rejects.toMatchObject({
        message: `${host}/other has no checkpoints of LangGraph; its tables are orders.`,
      });
    });
  });

  describe.skipIf(python.missing !== undefined)(named('written by Python', python), () => {
    let url = '';
    beforeAll(async () => {
      url = await server.database('python');
      saveThreadsInPython(python.executable ?? '', 'postgres', url);
    });
    promisesOfReaders(() => url, 'Python');
  });
});
