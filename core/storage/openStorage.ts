import { createCheckpoints } from './checkpoints.ts';
import { createCommitQueue } from './commitQueue.ts';
import { openDatabase } from './database.ts';
import { createGraphMemory } from './graphMemory.ts';
import { createHistory, createLedger } from './history.ts';
import { createItems } from './items/items.ts';
import { sweepRegularly } from './items/sweep.ts';
import { createLastEvents } from './lastEvents.ts';
import { takeLease } from './lease.ts';
import { createMaintenance } from './maintenance.ts';
import { createServed } from './served.ts';
import { createSettings } from './settings.ts';
import { createSweeper } from './sweeper.ts';
import type { Storage } from './storage.ts';
import { openTapes } from './tapes.ts';
import { createTasks, findTask } from './tasks.ts';
import { createThreadStates } from './threadStates.ts';
import { createThreads } from './threads.ts';
import { createValues } from './values/readValues.ts';

/**
 * Opens `dataDir/retrograph.db`, making folder and file when missing. Several processes may have it open at
 * once; each waits up to `busyTimeout` milliseconds for another's write.
 * Throws `dataDirNotWritable`, `databaseTooNew`, `databaseDamaged` or `databaseLocked`.
 */
export function openStorage(dataDir: string, { busyTimeout = 5000 } = {}): Storage {
  const db = openDatabase(dataDir, busyTimeout);
  const lease = takeLease(dataDir);
  const queue = createCommitQueue(db);
  const sweeper = createSweeper(db);
  const checkpoints = createCheckpoints(db, queue, sweeper.start);
  const tasks = createTasks(db, queue);
  const tellLast = createLastEvents(db, tasks);
  const tapes = openTapes(dataDir, lease, ({ puts, events }) => {
    checkpoints.restore(puts);
    tellLast(events);
  });
  const parts = {
    checkpoints,
    tasks,
    values: createValues(checkpoints, {
      find: (threadId, id) => {
        queue.flush();
        return findTask(db, threadId, id);
      },
    }),
  };
  const itemListeners = new Set<Parameters<Storage['onItemsChanged']>[0]>();
  const stopSweeping = sweepRegularly(db);
  const threads: Storage['threads'] = (root) =>
    createThreads(db, lease, root, parts, sweeper.start);
  sweeper.start();

  return {
    ...parts,
    path: db.path,
    tapes: tapes.folder,
    settings: createSettings(db),
    threads,
    maintenance: createMaintenance(db, sweeper.done),
    graph: (root, graphId) => createGraphMemory(db, root, graphId),
    items: (root) =>
      createItems(db, root, {
        changed: (namespaces) => itemListeners.forEach((listener) => listener(root, namespaces)),
      }),
    onItemsChanged: (listener) => void itemListeners.add(listener),
    history: (root) => createHistory({ ...parts, threads }, root),
    states: createThreadStates(db, checkpoints, tasks),
    served: (root) => createServed(db, root),
    ledger: (root) => createLedger({ ...parts, threads }, root),
    close: () => {
      stopSweeping();
      sweeper.stop();
      queue.flush();
      tapes.close();
      lease.release();
      db.close();
    },
  };
}
