import { createStandbyPool, type StandbyPool } from '../../core/adapters/local/standbyPool.ts';
import { createLocalAdapter } from '../../core/adapters/localAdapter.ts';
import { openStorage } from '../../core/storage/openStorage.ts';
import type { Storage } from '../../core/storage/storage.ts';
import { fromRoot } from '../../scripts/root.ts';

/** Its runners keep tapes in the folder of `storage`. */
export const runnerPool = ({ tapes }: Pick<Storage, 'tapes'>): StandbyPool =>
  createStandbyPool(fromRoot('dist/runner/main.mjs'), tapes);

/** A local adapter as `createCore` wires it, on the real runner and a real database. */
export function localAdapter(target: string, storage: Storage, pool: StandbyPool) {
  const adapter = createLocalAdapter({
    target,
    nodeSetting: () => '',
    pool,
    history: storage.history(target),
    ledger: storage.ledger(target),
    openStore: storage.checkpoints.observed,
    items: storage.items(target),
  });
  // What a session does, and a timeline's rows rest on.
  adapter.onEvent((event) => {
    if (event.type === 'tasks') storage.tasks.record(event.tasks);
    if (event.type === 'runEnded') storage.tasks.cancelRunning(event.thread_id);
  });
  return adapter;
}

/** The same for one project alone, with a database and a pool of its own. */
export function openLocalProject(target: string, dataDir: string) {
  const storage = openStorage(dataDir);
  const pool = runnerPool(storage);
  const adapter = localAdapter(target, storage, pool);
  const close = async () => {
    await adapter.disconnect({ kill: false });
    await pool.dispose();
    storage.close();
  };
  return { adapter, close };
}
