import type { Database } from './database.ts';
import { itemTables } from './items/tables.ts';
import { restructure } from './structure/restructure.ts';

/**
 * The schema, one step per version: `user_version` counts the steps a file has been through. A released step
 * never changes; what comes later is a new one. All steps a file needs are one transaction.
 */
export const migrations: readonly ((db: Database) => void)[] = [
  (db) => db.exec(firstTables),
  (db) => {
    restructure(db);
    db.exec('ALTER TABLE thread ADD COLUMN origin TEXT');
  },
  (db) => db.exec(itemTables),
  (db) => db.exec(servedTable),
  addBranches,
  (db) => db.exec(deletedRows),
  (db) => db.exec(lightPages),
];

/** The second step as it was until 28 November 2026 made files without branches. */
function addBranches(db: Database): void {
  const has = (table: string, column: string) =>
    db.get('SELECT 1 FROM pragma_table_info(?) WHERE name = ?', table, column) !== undefined;
  if (!has('thread', 'origin')) db.exec('ALTER TABLE thread ADD COLUMN origin TEXT');
  if (has('lane', 'base')) return;
  db.exec(`
    ALTER TABLE lane ADD COLUMN base INTEGER;
    ALTER TABLE lane ADD COLUMN before ANY;
    CREATE INDEX lane_of_base ON lane (base) WHERE base IS NOT NULL;
  `);
}

const firstTables = `
  CREATE TABLE thread (
    thread_id TEXT PRIMARY KEY,
    project TEXT NOT NULL,
    graph_id TEXT NOT NULL,
    title TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    state TEXT NOT NULL,
    stopped TEXT,
    run_id TEXT,
    owner TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX thread_of_graph ON thread (project, graph_id, stamp);

  CREATE TABLE checkpoint (
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL,
    checkpoint_id TEXT NOT NULL,
    parent_checkpoint_id TEXT,
    step INTEGER NOT NULL,
    source TEXT NOT NULL,
    changed TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    as_node TEXT,
    run_id TEXT,
    stamp INTEGER NOT NULL,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE checkpoint_value (
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL,
    checkpoint_id TEXT NOT NULL,
    metadata_type TEXT NOT NULL,
    metadata BLOB NOT NULL,
    checkpoint_type TEXT NOT NULL,
    checkpoint BLOB NOT NULL,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE checkpoint_write (
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL,
    checkpoint_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    idx INTEGER NOT NULL,
    task_path TEXT NOT NULL,
    channel TEXT NOT NULL,
    type TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE task (
    thread_id TEXT NOT NULL,
    id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL,
    checkpoint_id TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    info TEXT NOT NULL,
    PRIMARY KEY (thread_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX task_of_checkpoint ON task (thread_id, checkpoint_ns, checkpoint_id);

  CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE graph_memory (
    project TEXT NOT NULL,
    graph_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (project, graph_id, key)
  ) STRICT, WITHOUT ROWID;
`;

/** `id` is unique within a kind; `parent` is what it belongs to: a run's thread, a version's assistant. */
const servedTable = `
  CREATE TABLE served (
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    parent TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    info TEXT NOT NULL,
    PRIMARY KEY (project, kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX served_of_parent ON served (project, kind, parent, stamp);
`;

/** What is deleted is freed later: lanes that nobody finds any more, and lists of what goes with them. */
const deletedRows = `
  ALTER TABLE lane ADD COLUMN deleted TEXT;
  CREATE TABLE garbage (
    id INTEGER PRIMARY KEY,
    items TEXT NOT NULL
  ) STRICT;
`;

/**
 * Light rows are read a page at a time, and writes of several tasks may be in one row. What a page says is what its
 * checkpoints say: those from one on that changes are dropped, and made anew by whoever stores the next.
 */
const lightPages = `
  CREATE TABLE light (
    lane INTEGER NOT NULL,
    last ANY NOT NULL,
    rows TEXT NOT NULL,
    PRIMARY KEY (lane, last)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER light_inserted AFTER INSERT ON checkpoint BEGIN
    DELETE FROM light WHERE lane = new.lane AND last >= new.id;
  END;
  CREATE TRIGGER light_deleted AFTER DELETE ON checkpoint BEGIN
    DELETE FROM light WHERE lane = old.lane AND last >= old.id;
  END;
  CREATE TRIGGER light_updated
  AFTER UPDATE OF lane, id, parent, step, source, changed, size, created_at, as_node, stamp ON checkpoint BEGIN
    DELETE FROM light WHERE lane = old.lane AND last >= old.id;
    DELETE FROM light WHERE lane = new.lane AND last >= new.id;
  END;
`;
