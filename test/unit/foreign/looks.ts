import { createDatabaseHistory } from '../../../core/foreign/databaseHistory.ts';
import { openDatabase } from '../../../core/foreign/openDatabase.ts';

/** A database opened, and shorter ways to look at it. */
export async function lookAt(target: string) {
  const reader = await openDatabase(target);
  const history = createDatabaseHistory(reader);
  const rowAt = async (thread: string, step: number) => {
    const rows = await history.listCheckpoints(thread);
    const row = rows.find((one) => one.step === step && one.source !== 'update');
    if (!row) throw new Error(`There is no step ${step}.`);
    return row;
  };
  const level = async (thread: string, step: number, path: (string | number)[] = []) =>
    history.readValue(await rowAt(thread, step), path, 0, 100);
  return { reader, history, rowAt, level };
}
