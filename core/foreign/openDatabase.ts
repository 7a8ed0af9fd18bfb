import { basename } from 'node:path';
import { StudioError } from '../protocol/errors.ts';
import { APPLICATION_ID } from '../storage/database.ts';
import { connectReadOnly } from './postgres/connection.ts';
import { createPostgresReader } from './postgres/saverReader.ts';
import { findSchema } from './postgres/schema.ts';
import type { CheckpointReader } from './reader.ts';
import { openReadOnly, type ReadOnlyFile } from './sqlite/readOnlyFile.ts';
import { createRetrographReader } from './sqlite/retrographReader.ts';
import { createSaverReader } from './sqlite/saverReader.ts';

/**
 * Opens the checkpoints of another program, so that nothing in them can change: an SQLite file, or a
 * `postgres://` address. Throws a `StudioError` for what is no database, or not one of a checkpointer.
 */
export async function openDatabase(target: string): Promise<CheckpointReader> {
  if (isPostgres(target)) return openPostgres(target);
  const file = openReadOnly(target);
  try {
    return readerOf(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

export const isPostgres = (target: string): boolean => /^postgres(ql)?:\/\//i.test(target);

async function openPostgres(url: string): Promise<CheckpointReader> {
  const connection = await connectReadOnly(url);
  try {
    return createPostgresReader(connection, await findSchema(connection, url));
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function readerOf(file: ReadOnlyFile): CheckpointReader {
  const names = file
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    .map(({ name }) => name);
  const owner = file.get<{ application_id: number }>('PRAGMA application_id');
  if (owner?.application_id === APPLICATION_ID) return createRetrographReader(file);
  if (names.includes('checkpoints') && names.includes('writes')) return createSaverReader(file);
  const shown = names.slice(0, 12).join(', ');
  throw new StudioError(
    'unknownSchema',
    `${basename(file.path)} has no checkpoints of LangGraph; ${shown ? `its tables are ${shown}` : 'it has no tables'}.`,
  );
}
