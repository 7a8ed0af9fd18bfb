import type { Checkpoint, CheckpointMetadata } from '@langchain/langgraph-checkpoint';
import { expect, onTestFinished, test } from 'vitest';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { openDatabaseFile } from '../../../core/storage/database.ts';
import { branchThread } from '../../../core/storage/structure/branch.ts';
import { forgetCheckpoints, forgetThread } from '../../../core/storage/structure/forget.ts';
import { createLanes } from '../../../core/storage/structure/lanes.ts';
import { lightRows } from '../../../core/storage/structure/lightRows.ts';
import { borrowedCount } from '../../../core/storage/structure/segments.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { randomOf } from '../../helpers/random.ts';
import { sendingRunner, storedStates } from '../../helpers/sendingRunner.ts';
import { storageFor } from '../../helpers/storage.ts';
import { nothing, rowsIn } from '../../helpers/storedRows.ts';

/**
 * Several programs use one file at once, each with a memory of its own of what is stored: two apps with a runner each, a
 * program with the checkpointer, and one that deletes, branches and frees. Whatever comes between, every checkpoint that is
 * there holds what was put.
 */

/** How many histories are made up; more of them by hand. */
const SEEDS = Number(process.env['RETROGRAPH_SEEDS'] ?? 40);

interface Values extends Record<string, unknown> {
  list: { name: string; text: string }[];
  text: string;
  other: { text: string } | string;
}

interface Stored {
  values: unknown;
  writes: unknown[];
}

/** Threads as they have to be: checkpoints by id, in their order. */
type Expected = Map<string, Record<string, Stored>>;

/** Where a program is in a thread, with the objects that its graph would hold. */
interface At {
  id: string | undefined;
  values: Values;
}

/** Puts what follows from `at`. */
interface Program {
  begin: (thread_id: string, id: string | undefined) => Promise<void>;
  put: (thread_id: string, id: string, at: At) => Promise<void>;
  putWrites: (thread_id: string, id: string, task: string, value: unknown) => Promise<void>;
}

function runnerOn(dir: string): Program {
  const runner = sendingRunner(storageFor(dir));
  return {
    begin: async (thread_id, id) =>
      void (await runner.begin({ thread_id, ...(id !== undefined && { checkpoint_id: id }) })),
    put: (thread_id, id, at) => runner.put({ thread_id, checkpoint_id: id }, at.values, at.id),
    putWrites: (thread_id, id, task, value) =>
      runner.putWrites({ thread_id, checkpoint_id: id }, task, value),
  };
}

function saverOn(path: string): Program {
  const saver = new RetrographSaver(path);
  onTestFinished(() => saver.close());
  const config = (thread_id: string, checkpoint_id: string | undefined) => ({
    configurable: { thread_id, checkpoint_ns: '', ...(checkpoint_id && { checkpoint_id }) },
  });
  return {
    begin: async () => {},
    put: async (thread_id, id, at) => {
      const checkpoint: Checkpoint = {
        v: 4,
        id,
        ts: '2026-01-01T00:00:00.000Z',
        channel_values: at.values,
        channel_versions: {},
        versions_seen: {},
      };
      const metadata = { source: 'loop', step: 0, parents: {} } as CheckpointMetadata;
      await saver.put(config(thread_id, at.id), checkpoint, metadata);
    },
    putWrites: (thread_id, id, task, value) =>
      saver.putWrites(config(thread_id, id), [['list', value]], task),
  };
}

const idOf = (count: number) => `00000000-0000-6000-8000-${String(count).padStart(12, '0')}`;

test.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))(
  'programs that know nothing of each other never spoil what is stored (%i)',
  async (seed) => {
    const random = randomOf(seed * 7919);
    const dir = dataDir();
    const reading = storageFor(dir);
    const db = openDatabaseFile(reading.path, 5000);
    onTestFinished(() => db.close());
    const programs = [runnerOn(dir), runnerOn(dir), saverOn(reading.path)];
    const standing = programs.map(() => new Map<string, At>());
    const expected: Expected = new Map(['a', 'b'].map((id) => [id, {}]));
    let count = 0;

    const oneOf = <T>(all: T[]): T | undefined => all[random(all.length)];
    const idsOf = (thread: string) => Object.keys(expected.get(thread) ?? {});
    const textOf = () => `${random(6)} `.repeat(40 + random(60));
    const added = () => ({ name: `${random(9)}`, text: textOf() });

    const change = (values: Values): Values => {
      const next = { ...values };
      const kind = random(7);
      if (kind <= 2) next.list = [...values.list, added()];
      if (kind === 3) next.list = values.list.slice(random(2), 1 + random(values.list.length + 1));
      // As a node does that keeps its state in place.
      if (kind === 4) (values.list[0] ?? added()).text = textOf();
      if (kind === 5) next.text = random(2) ? textOf() : `${values.text}${random(10)}`;
      next.other = random(3) ? (oneOf(values.list) ?? 'none') : textOf();
      return next;
    };

    const begin = async (program: number, thread: string): Promise<At> => {
      const known = standing[program]?.get(thread);
      if (known && random(6)) return known;
      const ids = idsOf(thread);
      const id = random(4) ? ids.at(-1) : oneOf(ids);
      await programs[program]?.begin(thread, id);
      const stored = id === undefined ? undefined : expected.get(thread)?.[id]?.values;
      const values = (structuredClone(stored) as Values | undefined) ?? {
        list: [],
        text: 'none',
        other: 'none',
      };
      const at = { id, values };
      standing[program]?.set(thread, at);
      return at;
    };

    /** What a runner is refused is not stored; it has to look again. */
    const unlessRefused = async (
      program: number,
      thread: string,
      put: Promise<void>,
    ): Promise<boolean> => {
      try {
        await put;
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'threadBusy' });
        expect(program).not.toBe(2);
        standing[program]?.delete(thread);
        return false;
      }
    };

    const put = async (program: number, thread: string) => {
      const at = await begin(program, thread);
      const values = change(at.values);
      const id = idOf(++count);
      const next = { id: at.id, values };
      const written = structuredClone(values);
      const done = programs[program]?.put(thread, id, next) ?? Promise.resolve();
      if (!(await unlessRefused(program, thread, done))) return;
      expected.set(thread, {
        ...expected.get(thread),
        [id]: { values: written, writes: [] },
      });
      standing[program]?.set(thread, { id, values });
    };

    const putWrites = async (program: number, thread: string) => {
      const { id, values } = await begin(program, thread);
      const stored = id === undefined ? undefined : expected.get(thread)?.[id];
      // A checkpointer takes what is written to a checkpoint that it does not know: it may come before it.
      if (id === undefined || (program === 2 && !stored)) return;
      const value = random(3) ? [added()] : (oneOf(values.list) ?? textOf());
      const written = structuredClone(value);
      const task = `task ${String(++count).padStart(6, '0')}`;
      const done = programs[program]?.putWrites(thread, id, task, value) ?? Promise.resolve();
      if (await unlessRefused(program, thread, done)) stored?.writes.push(written);
    };

    const forget = (thread: string) => {
      db.transaction(() => forgetThread(db, thread));
      expected.set(thread, {});
    };

    const forgetSome = (thread: string) => {
      const ids = idsOf(thread).filter(() => random(4) === 0);
      db.transaction(() => forgetCheckpoints(db, thread, '', ids));
      const left = { ...expected.get(thread) };
      for (const id of ids) delete left[id];
      expected.set(thread, left);
    };

    const branch = (thread: string) => {
      const from = oneOf(idsOf(thread));
      if (from === undefined || expected.size > 5) return;
      const to = `branch ${++count}`;
      const key = { thread_id: thread, checkpoint_ns: '', checkpoint_id: from };
      db.transaction(() => branchThread(db, { from: key, to, dropWrites: 'all' }));
      const older = Object.entries(expected.get(thread) ?? {}).filter(([id]) => id <= from);
      const kept = older.map(([id, { values, writes }]) => [
        id,
        { values, writes: id === from ? [] : [...writes] },
      ]);
      expected.set(to, Object.fromEntries(kept) as Record<string, Stored>);
    };

    const look = async () => {
      for (const [thread, states] of expected) {
        const name = `${thread} of ${seed}`;
        expect(await storedStates(reading, thread), name).toEqual(states);
        const newestFirst = Object.keys(states).toReversed();
        const { rows, listSync } = reading.checkpoints;
        const idOfRow = ({ checkpoint_id }: { checkpoint_id: string }) => checkpoint_id;
        expect(rows(thread).map(idOfRow), name).toEqual(newestFirst);
        const limit = 1 + random(5);
        const listed = listSync({ thread_id: thread, limit }).map(idOfRow);
        expect(listed, name).toEqual(newestFirst.slice(0, limit));
        const light = lightRows(db, thread, { limit }).map(idOfRow);
        expect(light, name).toEqual(newestFirst.slice(0, limit));
        const own = createLanes(db).find(thread, '')?.id ?? 0;
        const sql = 'SELECT count(*) AS count FROM checkpoint WHERE lane = ?';
        const count = (db.get<{ count: number }>(sql, own)?.count ?? 0) + borrowedCount(db, thread);
        expect(count, name).toBe(newestFirst.length);
      }
    };

    for (let turn = 0; turn < 120; turn++) {
      const thread = oneOf([...expected.keys()]) as string;
      const program = random(programs.length);
      const kind = random(20);
      if (kind < 11) await put(program, thread);
      else if (kind < 15) await putWrites(program, thread);
      else if (kind === 15) branch(thread);
      else if (kind === 16) forgetSome(thread);
      else if (kind === 17 && random(2)) forget(thread);
      else if (kind === 18) await reading.maintenance.freed();
      else if (kind === 19) await look();
    }
    await look();
    for (const thread of expected.keys()) forget(thread);
    await reading.maintenance.freed();
    expect(rowsIn(reading)).toEqual(nothing);
  },
);
