/**
 * Checkpoints by structure; docs/storage.md explains the format. Ids that are uuids are kept as their 16 bytes
 * (`compactId`), which sort as the text does.
 */
export const structureTables = `
  CREATE TABLE lane (
    id INTEGER PRIMARY KEY,
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL,
    pool INTEGER NOT NULL,
    base INTEGER,
    before ANY,
    UNIQUE (thread_id, checkpoint_ns)
  ) STRICT;

  CREATE INDEX lane_of_base ON lane (base) WHERE base IS NOT NULL;

  CREATE TABLE checkpoint (
    lane INTEGER NOT NULL,
    id ANY NOT NULL,
    parent ANY,
    step INTEGER NOT NULL,
    source TEXT NOT NULL,
    changed TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    as_node TEXT,
    run_id TEXT,
    stamp INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    header TEXT NOT NULL,
    metadata ANY NOT NULL,
    PRIMARY KEY (lane, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE task_write (
    lane INTEGER NOT NULL,
    checkpoint ANY NOT NULL,
    seq INTEGER NOT NULL,
    task ANY NOT NULL,
    path TEXT NOT NULL,
    writes TEXT NOT NULL,
    PRIMARY KEY (lane, checkpoint, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE datum (
    id INTEGER PRIMARY KEY,
    text ANY NOT NULL,
    size INTEGER NOT NULL,
    base INTEGER,
    prefix INTEGER,
    suffix INTEGER
  ) STRICT;

  CREATE TABLE list (
    id INTEGER PRIMARY KEY,
    base INTEGER,
    at INTEGER NOT NULL,
    depth INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE run (
    list INTEGER NOT NULL,
    at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    text TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (list, at)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sequence (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO sequence VALUES ('id', 1);
`;
