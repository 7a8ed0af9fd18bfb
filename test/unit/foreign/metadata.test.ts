import { expect, test } from 'vitest';
import { asFound } from '../../../core/foreign/metadata.ts';

const row = { checkpoint_ns: '', checkpoint_id: 'b', size: 1 };

test('a row that is its own parent, as savers keep one that is put again, has none', () => {
  const found = (parent_checkpoint_id: string | null) =>
    asFound({ ...row, parent_checkpoint_id }, { step: 1 }).parent_checkpoint_id;
  expect(found('a')).toBe('a');
  expect(found(null)).toBeUndefined();
  expect(found('b')).toBeUndefined();
});
