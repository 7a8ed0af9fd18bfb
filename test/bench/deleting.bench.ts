import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuid6 } from '@langchain/langgraph-checkpoint';
import { openDatabase } from '../../core/storage/database.ts';
import { openStorage } from '../../core/storage/openStorage.ts';
import type { Storage } from '../../core/storage/storage.ts';
import { createWriter } from '../../core/storage/structure/writer.ts';
import { textOf } from './store/text.ts';

/** Checkpoints of one thread, each with one more message of a kilobyte. */
const STEPS = 10_000;
const PROJECT = '/project';

/** A data directory with one such thread, its tasks recorded. */
function filled(): { dir: string; thread_id: string; ids: string[] } {
  const dir = mkdtempSync(join(tmpdir(), 'retrograph-bench-'));
  const storage = openStorage(dir);
  const { thread_id } = storage.threads(PROJECT).create('graph');
  const ids = Array.from({ length: STEPS }, (_, step) => uuid6(step));
  for (const [step, checkpoint_id] of ids.entries()) {
    storage.tasks.record([
      {
        id: `task-${step}`,
        name: 'agent',
        node: 'agent',
        thread_id,
        checkpoint_id,
        checkpoint_ns: '',
        task_ns: `agent:task-${step}`,
        status: 'done',
        triggers: ['branch:to:agent'],
        path: ['__pregel_pull', 'agent'],
        attempt: 1,
        interrupts: [],
      },
    ]);
  }
  storage.close();

  const db = openDatabase(dir, 0);
  const writer = createWriter(db, JSON.stringify);
  const messages: object[] = [];
  db.transaction(() => {
    for (const [step, checkpoint_id] of ids.entries()) {
      messages.push({ id: step, text: textOf(step, 1000) });
      const key = { thread_id, checkpoint_ns: '', checkpoint_id };
      writer.put({
        ...key,
        ...(step > 0 && { parent_checkpoint_id: ids[step - 1] }),
        state: {
          v: 4,
          channel_values: { messages, step },
          channel_versions: { messages: step + 1, step: step + 1 },
          versions_seen: { agent: { messages: step } },
        },
        created_at: new Date(step).toISOString(),
        metadata: JSON.stringify({ source: 'loop', step, parents: {} }),
        step,
        source: 'loop',
        changed: ['messages', 'step'],
      });
      const value = [{ id: step + 1, text: textOf(step + 1, 1000) }];
      const write = { idx: 0, channel: 'messages', value, path: 'messages' };
      writer.putWrites({ ...key, task_id: uuid6(step), task_path: '', writes: [write] });
    }
  });
  db.close();
  return { dir, thread_id, ids };
}

/** Does `work`; answers with how long it took and the longest time nothing else could be done meanwhile, in milliseconds. */
async function watched(work: () => Promise<unknown>): Promise<{ took: number; longest: number }> {
  let longest = 0;
  let isOver = false;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  const start = performance.now();
  await work();
  const took = performance.now() - start;
  await new Promise((resolve) => void setImmediate(resolve));
  isOver = true;
  return { took, longest };
}

/** Each on a file of its own. */
const deletions: [
  what: string,
  work: (storage: Storage, thread_id: string, ids: string[]) => Promise<unknown>,
][] = [
  ['weighing the thread', (storage, id) => storage.threads(PROJECT).weigh(id)],
  [
    'weighing what keeping only the latest frees',
    (storage, id) => storage.threads(PROJECT).weighDeletion(id, { what: 'allButLatest' }),
  ],
  [
    'keeping only the latest',
    (storage, id) => storage.threads(PROJECT).deleteCheckpoints(id, { what: 'allButLatest' }),
  ],
  [
    'deleting one checkpoint in the middle',
    (storage, id, ids) =>
      storage.threads(PROJECT).deleteCheckpoints(id, {
        what: 'checkpoint',
        checkpoint_id: ids[STEPS / 2] as string,
        checkpoint_ns: '',
      }),
  ],
  ['deleting the thread', async (storage, id) => storage.threads(PROJECT).delete(id)],
];

for (const [what, work] of deletions) {
  const { dir, thread_id, ids } = filled();
  const storage = openStorage(dir);
  const asked = await watched(() => work(storage, thread_id, ids));
  const freed = await watched(async () => storage.maintenance.freed());
  storage.close();
  rmSync(dir, { recursive: true });
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  process.stdout.write(
    `${what}: ${ms(asked.took)}, then freed in ${ms(freed.took)}; ` +
      `longest block ${ms(Math.max(asked.longest, freed.longest))}\n`,
  );
}
