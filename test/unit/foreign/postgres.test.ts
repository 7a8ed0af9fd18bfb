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
      expect(await history.listThreads('database')).toHaveLength(2);
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
      const [newest] = await history.listThreads('database');
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
