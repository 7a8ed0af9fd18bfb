import { StudioError } from '../../protocol/errors.ts';
import type { Connection } from './connection.ts';

/** Where a saver's tables are, and which of their forms they have. */
export interface SaverSchema {
  /** Of a table, quoted and with its schema. */
  table: (name: 'checkpoints' | 'checkpoint_blobs' | 'checkpoint_writes') => string;
  /** Only Python's has the column, from 2.0.9 on. */
  hasTaskPath: boolean;
  /** Python's `ShallowPostgresSaver` keeps only the last checkpoint of a namespace, and its id within. */
  isShallow: boolean;
}

const TABLES = ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes'];

/** Finds the tables: in `?schema=` of the address, else on the search path, else anywhere. Throws `unknownSchema`. */
export async function findSchema(connection: Connection, url: string): Promise<SaverSchema> {
  const wanted = new URL(url).searchParams.get('schema');
  const found = await connection.query<{ schema: string; columns: string[]; tables: string[] }>(
    `SELECT n.nspname AS schema, array_agg(DISTINCT c.relname::text) AS tables,
       array_agg(c.relname || '.' || a.attname) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relname = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm') AND ($2::text IS NULL OR n.nspname = $2)
     GROUP BY n.nspname
     ORDER BY array_position(current_schemas(false), n.nspname) NULLS LAST, n.nspname`,
    TABLES,
    wanted,
  );
  const whole = found.find(({ tables }) => TABLES.every((name) => tables.includes(name)));
  if (!whole) throw await unknown(connection);
  const quoted = `"${whole.schema.replaceAll('"', '""')}"`;
  return {
    table: (name) => `${quoted}.${name}`,
    hasTaskPath: whole.columns.includes('checkpoint_writes.task_path'),
    isShallow: !whole.columns.includes('checkpoints.checkpoint_id'),
  };
}

async function unknown(connection: Connection): Promise<StudioError> {
  const tables = await connection.query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
     ORDER BY relname LIMIT 12`,
  );
  const names = tables.map(({ name }) => name).join(', ');
  return new StudioError(
    'unknownSchema',
    `${connection.name} has no checkpoints of LangGraph; ${names ? `its tables are ${names}` : 'it has no tables'}.`,
  );
}
