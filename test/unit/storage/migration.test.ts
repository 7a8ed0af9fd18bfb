import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { fromRoot } from '../../../scripts/root.ts';
import type { CheckpointRow, ThreadInfo } from '../../../core/protocol/model.ts';
import type { Serialized, StoredTuple } from '../../../core/runner/messages.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint } from '../../helpers/stored.ts';

interface Expected {
  tuples: { checkpoint_id: string }[];
  rows: Omit<CheckpointRow, 'size' | 'next'>[];
  thread: ThreadInfo;
}

const expectedOf = (version: number) =>
  JSON.parse(
    readFileSync(fromRoot(`test/fixtures/databases/version${version}.json`), 'utf8'),
  ) as Expected;

const asText = ([type, bytes]: Serialized) => [type, Buffer.from(bytes).toString('latin1')];

const shown = (tuple: StoredTuple) => ({
  ...tuple,
  checkpoint: asText(tuple.checkpoint),
  metadata: asText(tuple.metadata),
  writes: tuple.writes.map((write) => ({ ...write, value: asText(write.value) })),
});

/** Ids that are no uuids, which LangGraph never makes, were sorted among them and no longer are. */
const byId = <T extends { checkpoint_id: string }>(rows: T[]): T[] =>
  rows.toSorted((a, b) => (a.checkpoint_id < b.checkpoint_id ? -1 : 1));

/** What that version said of its own file is in the JSON beside it. */
test.each([1])('a file of version %i is read as that version read it, to the byte', (version) => {
  const dir = dataDir();
  cpSync(fromRoot(`test/fixtures/databases/version${version}.db`), join(dir, 'retrograph.db'));
  const { tuples, rows, thread } = expectedOf(version);
  const storage = storageFor(dir);
  const { thread_id } = thread;
  const read = storage.checkpoints.listSync({ thread_id }).map(shown);
  expect(byId(read)).toEqual(byId(tuples));
  // What was changed in place was not told by that version, and is seen when it is stored anew.
  const told = byId(rows).map((row) => ({
    ...row,
    changed: expect.arrayContaining(row.changed ?? []) as unknown,
  }));
  expect(byId(storage.checkpoints.rows(thread_id))).toMatchObject(told);
  expect(storage.threads('/project').get(thread_id)).toEqual(thread);
});

test.each([2, 4])(
  'a file of version %i that was made before branches were gets them',
  (version) => {
    const dir = dataDir();
    const made = openStorage(dir);
    const { thread_id } = made.threads('/project').create('agent');
    made.checkpoints.putSync(checkpoint('c1', { thread_id }));
    made.close();
    const sqlite = new Sqlite(join(dir, 'retrograph.db'));
    sqlite.exec(`
    DROP TABLE light;
    DROP TRIGGER light_inserted;
    DROP TRIGGER light_deleted;
    DROP TRIGGER light_updated;
    DROP TABLE garbage;
    ALTER TABLE lane DROP COLUMN deleted;
    DROP INDEX lane_of_base;
    ALTER TABLE lane DROP COLUMN base;
    ALTER TABLE lane DROP COLUMN before;
    ALTER TABLE thread DROP COLUMN origin;
  `);
    if (version === 2) sqlite.exec('DROP TABLE served; DROP TABLE item; DROP TABLE item_namespace');
    sqlite.pragma(`user_version = ${version}`);
    sqlite.close();

    const storage = storageFor(dir);
    expect(storage.threads('/project').list('agent')).toHaveLength(1);
    expect(storage.checkpoints.rows(thread_id)).toHaveLength(1);
  },
);
