import { threadMatches } from '../../protocol/threadMatch.ts';
import type { Serialized, StoredTuple } from '../../runner/messages.ts';
import { serializedValue } from '../../storage/values/textCache.ts';
import { asFound, type Metadata } from '../metadata.ts';
import type { CheckpointReader, FoundThread, FoundWrite } from '../reader.ts';
import { stands } from '../stands.ts';
import type { ReadOnlyFile } from './readOnlyFile.ts';

/** How many threads are looked up before others get a turn: a lookup takes microseconds. */
const AT_ONCE = 200;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Of a longer metadata only the light fields are read. */
const LONG_METADATA = 65_536;

interface CheckpointRow {
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id: string | null;
  size: number;
  metadata: Uint8Array | string | null;
  step: number | null;
  source: string | null;
}

interface WriteRow extends Omit<FoundWrite, 'value'> {
  type: string | null;
  value: Uint8Array | string | null;
}

/**
 * The tables of the two `SqliteSaver`s, which are the same but for `task_path`, that only Python's has (from
 * langgraph-checkpoint-sqlite 2.0.6 on). Which language wrote a value its own `type` says.
 */
export function createSaverReader(file: ReadOnlyFile): CheckpointReader {
  const columns = file.all<{ name: string }>("SELECT name FROM pragma_table_info('writes')");
  const hasPath = columns.some(({ name }) => name === 'task_path');
  const path = hasPath ? 'task_path' : "'' AS task_path";
  const types = file.all<{ type: string | null }>('SELECT type FROM checkpoints LIMIT 1');
  const language =
    hasPath || types.some(({ type }) => type === 'msgpack') ? 'Python' : 'JavaScript';

  const edge = (pick: 'min' | 'max', threadId: string) => {
    const sql = `SELECT ${pick}(checkpoint_id) AS id FROM checkpoints WHERE thread_id = ?`;
    const one = (more: string) => file.get<{ id: string | null }>(sql + more, threadId)?.id;
    return one(" AND checkpoint_ns = ''") ?? one('') ?? '';
  };
  const standsOf = (threadId: string, last: string): FoundThread['stands'] => {
    const sql = `SELECT task_id, channel, idx FROM writes
      WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?`;
    return stands(file.all<Omit<FoundWrite, 'value'>>(sql, threadId, last));
  };

  const threadIds = async () => {
    const found: string[] = [];
    const sql = 'SELECT min(thread_id) AS id FROM checkpoints WHERE thread_id > ?';
    const first = file.get<{ id: string | null }>('SELECT min(thread_id) AS id FROM checkpoints');
    for (let id = first?.id ?? null; id !== null;) {
      found.push(id);
      id = file.get<{ id: string | null }>(sql, id)?.id ?? null;
      if (found.length % AT_ONCE === 0) await nextTurn();
    }
    return found;
  };

  /** All threads, the newest first, as long as nothing is written. */
  let known: { version: string; threads: { thread_id: string; last: string }[] } | undefined;
  const newestFirst = async () => {
    const version = file.version();
    if (known?.version === version) return known.threads;
    const threads = await inTurns(await threadIds(), (thread_id) => ({
      thread_id,
      last: edge('max', thread_id),
    }));
    threads.sort((a, b) => (a.last < b.last ? 1 : -1));
    known = { version, threads };
    return threads;
  };

  return {
    description: `SQLite, written by a SqliteSaver of ${language}`,

    threads: async ({ limit, offset, match }) => {
      const matching = (await newestFirst()).filter((thread) => threadMatches(thread, match));
      const count = 'SELECT count(*) AS count FROM checkpoints WHERE thread_id = ?';
      const wanted = matching.slice(offset, offset + limit);
      return inTurns(wanted, ({ thread_id, last }): FoundThread => {
        const stand = standsOf(thread_id, last);
        return {
          thread_id,
          first: edge('min', thread_id),
          last,
          checkpointCount: file.get<{ count: number }>(count, thread_id)?.count ?? 0,
          ...(stand && { stands: stand }),
        };
      });
    },

    checkpoints: async (threadId, { limit, before }) => {
      const sql = `SELECT checkpoint_ns, checkpoint_id, parent_checkpoint_id,
        coalesce(length(checkpoint), 0) AS size,
        CASE WHEN length(metadata) <= ${LONG_METADATA} THEN metadata END AS metadata,
        CASE WHEN length(metadata) > ${LONG_METADATA} AND json_valid(CAST(metadata AS TEXT))
          THEN json_extract(CAST(metadata AS TEXT), '$.step') END AS step,
        CASE WHEN length(metadata) > ${LONG_METADATA} AND json_valid(CAST(metadata AS TEXT))
          THEN json_extract(CAST(metadata AS TEXT), '$.source') END AS source
        FROM checkpoints WHERE rowid IN (SELECT rowid FROM checkpoints WHERE thread_id = ?
          ${before === undefined ? '' : 'AND checkpoint_id < ?'} ORDER BY checkpoint_id DESC LIMIT ?)
        ORDER BY checkpoint_id DESC, rowid DESC`;
      const values = before === undefined ? [threadId, limit] : [threadId, before, limit];
      return file.all<CheckpointRow>(sql, ...values).map(({ metadata, step, source, ...row }) => ({
        thread_id: threadId,
        ...asFound(row, { step, source, ...parsed(metadata) }),
      }));
    },

    writesOf: async (threadId, checkpointIds) => {
      const sql = `SELECT checkpoint_ns, checkpoint_id, task_id, ${path}, idx, channel, type,
        CASE WHEN channel IN ('__error__', '__interrupt__', '__pregel_tasks')
          AND length(value) <= ${LONG_METADATA} THEN value END AS value
        FROM writes WHERE thread_id = ? AND checkpoint_id IN (SELECT value FROM json_each(?))
        ORDER BY checkpoint_id, task_path, task_id, idx`;
      return file
        .all<WriteRow>(sql, threadId, JSON.stringify(checkpointIds))
        .map(({ type, value, ...write }) => ({
          ...write,
          ...(value !== null && { value: serialized(type, value) }),
        }));
    },

    checkpoint: async ({ thread_id, checkpoint_ns, checkpoint_id }) => {
      const row = file.get<{ type: string | null; checkpoint: Uint8Array | string | null }>(
        `SELECT type, checkpoint FROM checkpoints
         WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
        thread_id,
        checkpoint_ns,
        checkpoint_id,
      );
      return row && serializedValue([row.type ?? 'json', bytesOf(row.checkpoint)]);
    },

    metadata: async ({ thread_id, checkpoint_ns, checkpoint_id }) => {
      const row = file.get<{ metadata: Uint8Array | string | null }>(
        `SELECT metadata FROM checkpoints
         WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
        thread_id,
        checkpoint_ns,
        checkpoint_id,
      );
      return row && parsed(row.metadata)
        ? serializedValue(['json', bytesOf(row.metadata)])
        : undefined;
    },

    stored: async ({ thread_id, checkpoint_ns, checkpoint_id }) => {
      const row = file.get<{
        type: string | null;
        checkpoint: Uint8Array | string | null;
        metadata: Uint8Array | string | null;
      }>(
        `SELECT type, checkpoint, metadata FROM checkpoints
         WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
        thread_id,
        checkpoint_ns,
        checkpoint_id,
      );
      if (!row) return undefined;
      const checkpoint = serialized(row.type, row.checkpoint);
      return { checkpoint, metadata: ['json', bytesOf(row.metadata)], values: [] };
    },

    parent: async ({ thread_id, checkpoint_ns, checkpoint_id }) =>
      file.get<{ parent: string | null }>(
        `SELECT parent_checkpoint_id AS parent FROM checkpoints
         WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
        thread_id,
        checkpoint_ns,
        checkpoint_id,
      )?.parent ?? undefined,

    writes: async (key, { taskId, channel }) => {
      const more = [
        ...(taskId === undefined ? [] : [['task_id', taskId] as const]),
        ...(channel === undefined ? [] : [['channel', channel] as const]),
      ];
      return file
        .all<WriteRow>(
          `SELECT checkpoint_ns, checkpoint_id, task_id, ${path}, idx, channel, type, value FROM writes
           WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?
           ${more.map(([column]) => `AND ${column} = ?`).join(' ')} ORDER BY task_path, task_id, idx`,
          key.thread_id,
          key.checkpoint_ns,
          key.checkpoint_id,
          ...more.map(([, value]) => value),
        )
        .map(
          ({ task_id, task_path, idx, channel, type, value }): StoredTuple['writes'][number] => ({
            task_id,
            task_path,
            idx,
            channel,
            value: serialized(type, value),
          }),
        );
    },

    version: async () => file.version(),
    close: async () => file.close(),
  };
}

/** SQLite keeps what was bound as text as text. */
const bytesOf = (value: Uint8Array | string | null): Uint8Array =>
  typeof value === 'string' ? Buffer.from(value) : (value ?? Buffer.alloc(0));

/** Both savers take what has no type for JSON. */
const serialized = (type: string | null, value: Uint8Array | string | null): Serialized => [
  type ?? 'json',
  bytesOf(value),
];

/** Undefined for what is no JSON, such as what is encrypted. */
function parsed(metadata: Uint8Array | string | null): Metadata | undefined {
  if (metadata === null) return undefined;
  try {
    return JSON.parse(Buffer.from(bytesOf(metadata)).toString()) as Metadata;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function inTurns<From, To>(all: From[], work: (one: From) => To): Promise<To[]> {
  const done: To[] = [];
  for (const one of all) {
    done.push(work(one));
    if (done.length % AT_ONCE === 0) await nextTurn();
  }
  return done;
}
