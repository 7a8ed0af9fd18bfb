import type { CheckpointKey, Serialized, StoredTuple } from '../../runner/messages.ts';
import { serializedValue } from '../../storage/values/textCache.ts';
import { record, type Entry, type Value } from '../../values/value.ts';
import { groupBy } from '../groupBy.ts';
import { asFound, type Metadata } from '../metadata.ts';
import type { CheckpointReader, FoundThread, FoundWrite, StoredCheckpoint } from '../reader.ts';
import { stands } from '../stands.ts';
import type { Connection } from './connection.ts';
import type { SaverSchema } from './schema.ts';

/** Longer values of errors, interrupts and sends are not read with the rows. */
const LONG = 65_536;

interface CheckpointRow {
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id: string | null;
  size: string;
  metadata: Metadata;
  created_at: string | null;
  versions: Record<string, unknown> | null;
  parent_versions: Record<string, unknown> | null;
}

interface WriteRow extends Omit<FoundWrite, 'value'> {
  type: string | null;
  blob: Buffer | null;
}

/**
 * The tables of the two `PostgresSaver`s, which are the same: a checkpoint as JSON, in Python with its simple
 * values inside; every other value a blob by channel and version.
 */
export function createPostgresReader(
  connection: Connection,
  { table, hasTaskPath, isShallow }: SaverSchema,
): CheckpointReader {
  const checkpoints = table('checkpoints');
  const blobs = table('checkpoint_blobs');
  const writes = table('checkpoint_writes');
  const id = isShallow ? "(checkpoint ->> 'id')" : 'checkpoint_id';
  const parentId = isShallow ? 'NULL' : 'parent_checkpoint_id';
  const path = hasTaskPath ? 'task_path' : "''";
  const ofVersion = isShallow ? '' : 'AND b.version = v.value';
  const key = ({ thread_id, checkpoint_ns, checkpoint_id }: CheckpointKey) => [
    thread_id,
    checkpoint_ns,
    checkpoint_id,
  ];
  const where = `thread_id = $1 AND checkpoint_ns = $2 AND ${id} = $3`;

  const stored = async (
    ref: CheckpointKey,
    channel?: string,
  ): Promise<StoredCheckpoint | undefined> => {
    const [row] = await connection.query<{ checkpoint: string; metadata: string }>(
      `SELECT checkpoint::text AS checkpoint, metadata::text AS metadata FROM ${checkpoints} WHERE ${where}`,
      ...key(ref),
    );
    if (!row) return undefined;
    const values = await connection.query<{ channel: string; type: string; blob: Buffer | null }>(
      `SELECT b.channel, b.type, b.blob FROM ${checkpoints} c
       CROSS JOIN LATERAL jsonb_each_text(c.checkpoint -> 'channel_versions') v
       JOIN ${blobs} b ON b.thread_id = c.thread_id AND b.checkpoint_ns = c.checkpoint_ns
         AND b.channel = v.key ${ofVersion}
       WHERE c.thread_id = $1 AND c.checkpoint_ns = $2
         AND ${isShallow ? "c.checkpoint ->> 'id'" : 'c.checkpoint_id'} = $3 AND b.type <> 'empty'
         AND ($4::text IS NULL OR b.channel IN ($4, '__root__', '__end__', '__previous__'))`,
      ...key(ref),
      channel ?? null,
    );
    return {
      checkpoint: ['json', Buffer.from(row.checkpoint)],
      metadata: ['json', Buffer.from(row.metadata)],
      values: values.map(({ channel: name, type, blob }) => ({
        channel: name,
        value: serialized(type, blob),
      })),
    };
  };

  return {
    description: `Postgres, written by a PostgresSaver${hasTaskPath ? ' of Python' : ''}`,
    readsByChannel: true,

    threads: async ({ limit, offset, match }) => {
      const found = await connection.query<Omit<FoundThread, 'stands'>>(
        // One look into the index for each thread, however many checkpoints it has.
        `WITH RECURSIVE thread AS (
           (SELECT thread_id FROM ${checkpoints} ORDER BY thread_id LIMIT 1)
           UNION ALL
           SELECT (SELECT c.thread_id FROM ${checkpoints} c WHERE c.thread_id > thread.thread_id
                   ORDER BY c.thread_id LIMIT 1)
           FROM thread WHERE thread.thread_id IS NOT NULL
         ), newest AS (
           SELECT thread.thread_id, coalesce(
             (SELECT max(${id}) FROM ${checkpoints} c
              WHERE c.thread_id = thread.thread_id AND c.checkpoint_ns = ''),
             (SELECT max(${id}) FROM ${checkpoints} c WHERE c.thread_id = thread.thread_id)) AS last
           FROM thread WHERE position(lower($3) IN lower(thread.thread_id)) > 0
           ORDER BY last DESC LIMIT $1 OFFSET $2
         )
         SELECT newest.*, counted.first, counted.count::int AS "checkpointCount" FROM newest
         CROSS JOIN LATERAL (SELECT count(*), min(${id}) AS first FROM ${checkpoints} c
           WHERE c.thread_id = newest.thread_id) AS counted
         ORDER BY last DESC`,
        limit,
        offset,
        match,
      );
      const left = await connection.query<Omit<FoundWrite, 'value'> & { thread_id: string }>(
        `SELECT thread_id, task_id, channel, idx FROM ${writes}
         WHERE checkpoint_ns = '' AND (thread_id, checkpoint_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
        found.map(({ thread_id }) => thread_id),
        found.map(({ last }) => last),
      );
      const byThread = groupBy(left, ({ thread_id }) => thread_id);
      return found.map((thread): FoundThread => {
        const stand = stands(byThread.get(thread.thread_id) ?? []);
        return { ...thread, ...(stand && { stands: stand }) };
      });
    },

    checkpoints: async (threadId, { limit, before }) => {
      const rows = await connection.query<CheckpointRow>(
        `SELECT c.checkpoint_ns, ${isShallow ? "c.checkpoint ->> 'id'" : 'c.checkpoint_id'} AS checkpoint_id,
           ${isShallow ? 'NULL' : 'c.parent_checkpoint_id'} AS parent_checkpoint_id,
           CASE WHEN pg_column_size(c.metadata) <= ${LONG} THEN c.metadata ELSE
             jsonb_build_object('step', c.metadata -> 'step', 'source', c.metadata -> 'source') END AS metadata,
           c.checkpoint ->> 'ts' AS created_at, c.checkpoint -> 'channel_versions' AS versions,
           ${isShallow ? 'NULL::jsonb' : "p.checkpoint -> 'channel_versions'"} AS parent_versions,
           pg_column_size(c.checkpoint) + coalesce((
             SELECT sum(octet_length(b.blob)) FROM jsonb_each_text(c.checkpoint -> 'channel_versions') v
             JOIN ${blobs} b ON b.thread_id = c.thread_id AND b.checkpoint_ns = c.checkpoint_ns
               AND b.channel = v.key ${ofVersion}), 0) AS size
         FROM (SELECT * FROM ${checkpoints} WHERE thread_id = $1 AND ($3::text IS NULL OR ${id} < $3)
               ORDER BY ${id} DESC LIMIT $2) c
         ${
           isShallow
             ? ''
             : `LEFT JOIN ${checkpoints} p ON p.thread_id = c.thread_id
                AND p.checkpoint_ns = c.checkpoint_ns AND p.checkpoint_id = c.parent_checkpoint_id`
         }
         ORDER BY checkpoint_id DESC`,
        threadId,
        limit,
        before ?? null,
      );
      return rows.map(({ versions, parent_versions, created_at, size, metadata, ...row }) => ({
        thread_id: threadId,
        ...asFound({ ...row, size: Number(size) }, metadata),
        ...(created_at !== null && { created_at }),
        changed: Object.keys(versions ?? {}).filter(
          (channel) => versions?.[channel] !== parent_versions?.[channel],
        ),
      }));
    },

    writesOf: async (threadId, checkpointIds) => {
      const rows = await connection.query<WriteRow>(
        `SELECT checkpoint_ns, checkpoint_id, task_id, ${path} AS task_path, idx, channel, type,
           CASE WHEN channel IN ('__error__', '__interrupt__', '__pregel_tasks')
             AND octet_length(blob) <= ${LONG} THEN blob END AS blob
         FROM ${writes} WHERE thread_id = $1 AND checkpoint_id = ANY($2)
         ORDER BY checkpoint_id, task_path, task_id, idx`,
        threadId,
        checkpointIds,
      );
      return rows.map(({ type, blob, ...write }) => ({
        ...write,
        ...(blob !== null && { value: serialized(type, blob) }),
      }));
    },

    checkpoint: async (ref, channel) => {
      const found = await stored(ref, channel);
      if (!found) return undefined;
      const values = found.values.map(({ channel: name, value }) => ({
        key: name,
        value: serializedValue(value),
      }));
      return withValues(serializedValue(found.checkpoint), values);
    },
    stored: (ref) => stored(ref),

    metadata: async (ref) => {
      const [row] = await connection.query<{ metadata: string }>(
        `SELECT metadata::text AS metadata FROM ${checkpoints} WHERE ${where}`,
        ...key(ref),
      );
      return row && serializedValue(['json', Buffer.from(row.metadata)]);
    },

    parent: async (ref) => {
      const [row] = await connection.query<{ parent: string | null }>(
        `SELECT ${parentId} AS parent FROM ${checkpoints} WHERE ${where}`,
        ...key(ref),
      );
      return row?.parent ?? undefined;
    },

    writes: async (ref, { taskId, channel }) => {
      const rows = await connection.query<WriteRow>(
        `SELECT task_id, ${path} AS task_path, idx, channel, type, blob FROM ${writes}
         WHERE thread_id = $1 AND checkpoint_ns = $2 AND checkpoint_id = $3
           AND ($4::text IS NULL OR task_id = $4) AND ($5::text IS NULL OR channel = $5)
         ORDER BY task_path, task_id, idx`,
        ...key(ref),
        taskId ?? null,
        channel ?? null,
      );
      return rows.map(
        ({
          task_id,
          task_path,
          idx,
          channel: name,
          type,
          blob,
        }): StoredTuple['writes'][number] => ({
          task_id,
          task_path,
          idx,
          channel: name,
          value: serialized(type, blob),
        }),
      );
    },

    version: async () => {
      // Statistics of the server, a second late at most: no table is read.
      const [row] = await connection.query<{ version: string | null }>(
        `SELECT string_agg(concat(n_tup_ins, ' ', n_tup_upd, ' ', n_tup_del), ' ' ORDER BY relid) AS version
         FROM pg_stat_all_tables WHERE relid = ANY(ARRAY['${checkpoints}'::regclass, '${writes}'::regclass])`,
      );
      return row?.version ?? '';
    },
    close: () => connection.close(),
  };
}

const serialized = (type: string | null, blob: Buffer | null): Serialized => [
  type ?? 'json',
  blob ?? Buffer.alloc(0),
];

/** A checkpoint as one value: blobs take the place of what stands for them inside it. */
function withValues(checkpoint: Value, stored: Entry[]): Value {
  const fields = checkpoint.inner?.slice(0, Infinity) ?? [];
  const inside = checkpoint.inner?.child('channel_values')?.inner?.slice(0, Infinity) ?? [];
  const names = new Set(stored.map(({ key }) => key));
  const values = record([...inside.filter(({ key }) => !names.has(key)), ...stored]);
  return record([
    ...fields.filter(({ key }) => key !== 'channel_values'),
    { key: 'channel_values', value: values },
  ]);
}
