/** The long-term store; docs/storage.md explains it. `path` is the namespace as JSON. */
export const itemTables = `
  CREATE TABLE item_namespace (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    path TEXT NOT NULL,
    UNIQUE (scope, path)
  ) STRICT;

  CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    namespace INTEGER NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    ttl REAL,
    expires_at INTEGER,
    UNIQUE (namespace, key)
  ) STRICT;
  CREATE INDEX item_expiry ON item (expires_at) WHERE expires_at IS NOT NULL;
`;
