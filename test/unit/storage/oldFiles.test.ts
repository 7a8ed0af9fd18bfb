import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createCore } from '../../../core/createCore.ts';
import { fromRoot } from '../../../scripts/root.ts';
import { createCoreEvents } from '../../helpers/coreEvents.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { keptBy, type Kept } from '../../helpers/kept.ts';

const target = fromRoot('test/fixtures/graphs/keeps.ts');
const fileOf = (name: string) => readFileSync(fromRoot(`test/fixtures/databases/${name}`));

/** A core over the file of that name, in which the project is where it is here, and what happens in it. */
async function opened(name: string) {
  const dir = dataDir();
  const path = join(dir, 'retrograph.db');
  writeFileSync(path, gunzipSync(fileOf(`${name}.db.gz`)));
  const sqlite = new Sqlite(path);
  sqlite.prepare('UPDATE thread SET project = ?').run(target);
  sqlite.close();
  const core = createCore({ dataDir: dir, version: 'test', hostKind: 'browser' });
  onTestFinished(() => core.dispose());

  const { until } = createCoreEvents(core);
  const { sessionId } = await core.handlers.openProject({ target });
  await until((event) => event.type === 'session' && event.session.phase === 'ready');
  const untilIdle = (thread_id: string) =>
    until(
      (event) =>
        event.type === 'thread' &&
        event.thread.thread_id === thread_id &&
        event.thread.state === 'idle',
    );
  return { ...core.handlers, sessionId, untilIdle };
}

test.each(['version2early', 'version2', 'version3', 'version4', 'version5', 'version6'])(
  'a file of %s is read as that version read it, and its threads go on',
  async (name) => {
    const expected = JSON.parse(fileOf(`${name}.json`).toString()) as Kept[];
    const core = await opened(name);
    const { sessionId } = core;
    expect(await keptBy(core, sessionId)).toEqual(expected);

    const [waiting, ...others] = expected;
    const { thread_id = '' } = waiting?.thread ?? {};
    const asked = waiting?.tasks.findLast(({ status }) => status === 'interrupted')?.interrupts[0];
    const resume = { [asked?.id ?? '']: 'yes' };
    const going = { sessionId, thread_id, input: null, mode: 'continue' as const };
    await core.run({ ...going, command: { resume } });
    await core.untilIdle(thread_id);
    const after = await keptBy(core, sessionId);
    const [ended] = after;
    expect(ended?.states).toMatchObject(waiting?.states ?? {});
    expect(after.slice(1)).toEqual(others);
    const head = ended?.rows.find(({ checkpoint_ns }) => checkpoint_ns === '');
    expect(ended?.states[` ${head?.checkpoint_id}`]).toMatchObject({
      log: expect.arrayContaining(['forked', 'left', 'right', 'look', 'note', 'yes']) as string[],
      seen: { right: 1 },
    });

    const from = waiting?.rows.find(
      ({ step, checkpoint_ns }) => step === 0 && checkpoint_ns === '',
    );
    const { checkpoint_id = '', checkpoint_ns = '' } = from ?? {};
    const branch = await core.branchThread({ sessionId, thread_id, checkpoint_id, checkpoint_ns });
    expect(await core.listCheckpoints({ sessionId, thread_id: branch.thread_id })).toHaveLength(2);
    expect(await core.checkDatabase()).toEqual([]);
  },
);
