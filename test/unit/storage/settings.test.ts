import { expect, test } from 'vitest';
import type { RecentProject } from '../../../core/protocol/places.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';

const recent = (target: string): RecentProject => ({ target, name: target, openedAt: 'now' });

test('settings start with their defaults and survive a restart', () => {
  const dir = dataDir();
  const before = openStorage(dir);
  expect(before.settings.get()).toEqual({ theme: 'system', nodePath: '', allowedOrigins: [] });
  expect(before.settings.update({ theme: 'dark' })).toEqual({
    theme: 'dark',
    nodePath: '',
    allowedOrigins: [],
  });
  before.close();
  expect(storageFor(dir).settings.get()).toEqual({
    theme: 'dark',
    nodePath: '',
    allowedOrigins: [],
  });
});

test('the last opened project is first, once, and twenty are kept', () => {
  const { settings } = storageFor();
  for (let i = 0; i < 25; i++) settings.addRecent(recent(`/p${i}`));
  const targets = settings.addRecent(recent('/p20')).map(({ target }) => target);
  expect(targets.slice(0, 3)).toEqual(['/p20', '/p24', '/p23']);
  expect(targets).toHaveLength(20);
  expect(settings.removeRecent('/p20')).toHaveLength(19);
  expect(settings.recents()[0]?.target).toBe('/p24');
});

test('a graph of a project keeps what is its own', () => {
  const dir = dataDir();
  const before = openStorage(dir);
  const memory = before.graph('/one', 'graph');
  expect(memory.breakpoints()).toBeUndefined();
  expect(memory.layout()).toEqual({});
  memory.setBreakpoints([]);
  for (const input of [1, null, { a: 1 }, 1]) memory.addInput(input);
  memory.setLayout({ agent: { x: 1, y: 2 } });
  memory.setSeededBreakpoints(['before agent']);
  expect(memory.addObservedEdge({ source: 'a', target: 'b' })).toBe(true);
  expect(memory.addObservedEdge({ source: 'a', target: 'b' })).toBe(false);
  before.close();

  const after = storageFor(dir);
  const kept = after.graph('/one', 'graph');
  expect(kept.breakpoints()).toEqual([]);
  expect(kept.inputs()).toEqual([1, { a: 1 }, null]);
  expect(kept.layout()).toEqual({ agent: { x: 1, y: 2 } });
  expect(kept.seededBreakpoints()).toEqual(['before agent']);
  expect(kept.observedEdges()).toEqual([{ source: 'a', target: 'b' }]);
  expect(after.graph('/two', 'graph').breakpoints()).toBeUndefined();
  expect(after.graph('/one', 'other').observedEdges()).toEqual([]);
});
