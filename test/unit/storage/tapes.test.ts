import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TapedCall } from '../../../core/runner/messages.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import { createTapeWriter } from '../../../core/structure/tape.ts';
import { dataDir } from '../../helpers/dataDir.ts';

const json = (value: unknown): ['json', Uint8Array] => ['json', Buffer.from(JSON.stringify(value))];
const key = {
  thread_id: 't',
  checkpoint_ns: '',
  checkpoint_id: '1ef4f797-8335-6428-8001-8a1503f9b875',
};

const turn: TapedCall[] = [
  [
    'put',
    {
      ...key,
      checkpoint: json({ v: 4, id: key.checkpoint_id, channel_values: { n: 1 } }),
      metadata: json({ step: 0, source: 'loop' }),
      step: 0,
      source: 'loop',
      created_at: '2026-01-01T00:00:00.000Z',
      changed: ['n'],
    },
  ],
  ['emit', []],
  [
    'putWrites',
    { ...key, task_id: 'task', task_path: '', writes: [{ idx: 0, channel: 'n', value: json(2) }] },
  ],
];

/** A tape of a core that is gone. */
function leave(dir: string, owner: string, calls: TapedCall[]): string {
  const folder = join(dir, 'tapes', owner);
  mkdirSync(folder, { recursive: true });
  createTapeWriter(join(folder, '1')).write(calls);
  return folder;
}

test('what a runner had put on its tape when core died is stored when the next one opens', () => {
  const dir = dataDir();
  openStorage(dir).close();
  const left = leave(dir, 'dead', turn);
  const storage = openStorage(dir);
  const stored = storage.checkpoints.getTupleSync(key);
  expect(stored?.writes.map(({ task_id, channel }) => [task_id, channel])).toEqual([['task', 'n']]);
  expect(storage.checkpoints.rows('t')).toHaveLength(1);
  expect(existsSync(left)).toBe(false);
  storage.close();

  leave(dir, 'dead too', turn);
  const again = openStorage(dir);
  expect(again.checkpoints.getTupleSync(key)).toEqual(stored);
  again.close();
});

test('the tapes of a core that lives are its own', () => {
  const dir = dataDir();
  const living = openStorage(dir);
  createTapeWriter(join(living.tapes, '1')).write(turn);
  const other = openStorage(dir);
  expect(other.checkpoints.rows('t')).toEqual([]);
  expect(existsSync(living.tapes)).toBe(true);
  other.close();
  living.close();
  expect(existsSync(living.tapes)).toBe(false);
});

test('how a run ended counts, unless another has begun since', () => {
  const dir = dataDir();
  const first = openStorage(dir);
  const threads = first.threads('/p');
  const { thread_id } = threads.create('graph');
  threads.setStanding(thread_id, { state: 'running', run_id: 'run 1' });
  first.close();
  const stopped = { reason: 'breakpoint' as const, when: 'before' as const, nodes: ['a'] };
  const ended = (run_id: string): TapedCall => [
    'emit',
    [{ type: 'runEnded', run_id, thread_id, stopped }],
  ];
  leave(dir, 'dead', [ended('run 1')]);
  const second = openStorage(dir);
  expect(second.threads('/p').get(thread_id)).toMatchObject({ state: 'stopped', stopped });
  second.threads('/p').setStanding(thread_id, { state: 'running', run_id: 'run 2' });

  leave(dir, 'dead too', [ended('run 1')]);
  const third = openStorage(dir);
  expect(third.threads('/p').get(thread_id)).toMatchObject({ state: 'running', run_id: 'run 2' });
  third.close();
  second.close();
});
