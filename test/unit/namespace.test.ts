import { expect, test } from 'vitest';
import {
  callerOf,
  callingNamespace,
  nodeId,
  namesAround,
  nodePath,
  parentNamespace,
} from '../../core/protocol/namespace.ts';

test.each([
  ['', [], '', undefined],
  ['sub:1', ['sub'], 'sub', '1'],
  ['sub:1|inner:2', ['sub', 'inner'], 'sub:inner', '2'],
  // From the second call on.
  ['sub:1|1', ['sub'], 'sub', '1'],
  ['sub:1|1|inner:2|3', ['sub', 'inner'], 'sub:inner', '2'],
  // With `checkpointer: true`.
  ['sub', ['sub'], 'sub', undefined],
  ['sub|1', ['sub'], 'sub', undefined],
])('%j', (ns, names, path, caller) => {
  expect(namesAround(ns)).toEqual(names);
  expect(nodePath(ns)).toBe(path);
  expect(callerOf(ns)).toBe(caller);
  expect(nodeId(ns, 'node')).toBe([...names, 'node'].join(':'));
});

test.each([
  ['', ''],
  ['sub:1', 'sub:1'],
  ['sub:1|2', 'sub:1'],
  ['sub:1|inner:2', 'sub:1|inner:2'],
  ['sub:1|1|inner:2|3', 'sub:1|1|inner:2'],
  ['sub|1', 'sub'],
])('what called %j is %j', (ns, calling) => expect(callingNamespace(ns)).toBe(calling));

test('a task’s checkpoint is in the namespace around its own', () => {
  expect(parentNamespace('a:1|b:2|c:3')).toBe('a:1|b:2');
  expect(parentNamespace('a:1|1|b:2')).toBe('a:1|1');
  expect(parentNamespace('a:1')).toBe('');
});
