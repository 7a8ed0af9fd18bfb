import type { Database } from '../database.ts';
import { metadataOf, stateOf, valueOf } from './fromSerialized.ts';
import { structureTables } from './tables.ts';
import { createWriter, type Writer } from './writer.ts';

interface CheckpointRow {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id: string | null;
  step: number;
  source: string;
  changed: string;
  created_at: string;
  as_node: string | null;
  run_id: string | null;
  metadata_type: string;
  metadata: Uint8Array;
  checkpoint_type: string;
  checkpoint: Uint8Array;
}

interface WriteRow {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  task_id: string;
  task_path: string;
  idx: number;
  channel: string;
  type: string;
  value: Uint8Array;
}

/** From whole states (version 1) to structure. What was written stays as it was, to the letter. */
export function restructure(db: Database): void {
  db.exec(`
    ALTER TABLE checkpoint RENAME TO old_checkpoint;
    ALTER TABLE checkpoint_value RENAME TO old_value;
    ALTER TABLE checkpoint_write RENAME TO old_write;
  `);
  db.exec(structureTables);
  const writer = createWriter(db, JSON.stringify);
  const keys = db.all<{ thread_id: string; checkpoint_ns: string; checkpoint_id: string }>(
    'SELECT thread_id, checkpoint_ns, checkpoint_id FROM old_checkpoint ORDER BY thread_id, checkpoint_ns, checkpoint_id',
  );
  for (const { thread_id, checkpoint_ns, checkpoint_id } of keys) {
    const row = db.get<CheckpointRow>(
      `SELECT * FROM old_checkpoint JOIN old_value USING (thread_id, checkpoint_ns, checkpoint_id)
       WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
      thread_id,
      checkpoint_ns,
      checkpoint_id,
    );
    if (row) putOld(writer, row);
  }
  const tasks = db.all<WriteRow>(
    'SELECT DISTINCT thread_id, checkpoint_ns, checkpoint_id, task_id, task_path FROM old_write',
  );
  for (const task of tasks) putOldWrites(db, writer, task);
  db.exec('DROP TABLE old_checkpoint; DROP TABLE old_value; DROP TABLE old_write;');
}

function putOld(writer: Writer, row: CheckpointRow): void {
  writer.put({
    thread_id: row.thread_id,
    checkpoint_ns: row.checkpoint_ns,
    checkpoint_id: row.checkpoint_id,
    ...(row.parent_checkpoint_id !== null && { parent_checkpoint_id: row.parent_checkpoint_id }),
    state: stateOf(row, [row.checkpoint_type, row.checkpoint]),
    created_at: row.created_at,
    metadata: metadataOf([row.metadata_type, row.metadata]),
    step: row.step,
    source: row.source,
    changed: JSON.parse(row.changed) as string[],
    ...(row.as_node !== null && { asNode: row.as_node }),
    ...(row.run_id !== null && { run_id: row.run_id }),
  });
}

function putOldWrites(db: Database, writer: Writer, task: WriteRow): void {
  const { thread_id, checkpoint_ns, checkpoint_id, task_id } = task;
  const rows = db.all<WriteRow>(
    `SELECT * FROM old_write WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?
     AND task_id = ? ORDER BY idx`,
    thread_id,
    checkpoint_ns,
    checkpoint_id,
    task_id,
  );
  writer.putWrites({
    thread_id,
    checkpoint_ns,
    checkpoint_id,
    task_id,
    task_path: task.task_path,
    writes: rows.map(({ idx, channel, type, value }) =>
      valueOf({ idx, channel, value: [type, value] }),
    ),
  });
}
