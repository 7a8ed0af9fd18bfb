import { StudioError } from '../protocol/errors.ts';
import type { CheckpointRow, Json, TaskInfo } from '../protocol/model.ts';
import type { PutCheckpoint, PutWrites, Serialized } from '../runner/messages.ts';
import { serializedValue } from '../storage/values/textCache.ts';
import { changedSince } from './changedSince.ts';
import { createDatabaseHistory } from './databaseHistory.ts';
import { groupBy } from './groupBy.ts';
import type { CheckpointReader, StoredCheckpoint } from './reader.ts';
import { taskId } from './taskNames.ts';
import { toSerde } from './toSerde.ts';

/** A thread of a database, ready to be stored as one of ours. */
export interface ThreadCopy {
  /** Of the thread it was. */
  title: string;
  /** Parents first. */
  checkpoints: PutCheckpoint[];
  writes: PutWrites[];
  tasks: TaskInfo[];
  head: CheckpointRow;
}

/**
 * A thread up to a checkpoint of its root graph: that line, and what its subgraphs saved until then; without one, all
 * of the thread. What LangGraph.js wrote is taken as it is. What Python wrote is converted, without the writes of its
 * tasks, whose ids mean nothing to LangGraph.js: what a head would run next runs anew.
 * Throws `unknownCheckpoint` and `notConvertible`.
 */
export async function copyOf(
  reader: CheckpointReader,
  threadId: string,
  checkpointId?: string,
): Promise<ThreadCopy> {
  const { rows, tasks } = await createDatabaseHistory(reader).timeline(threadId);
  const chosen = choose(rows, checkpointId);
  const head = chosen.find(({ checkpoint_ns }) => checkpoint_ns === '');
  if (!head) {
    throw new StudioError('unknownCheckpoint', `Thread ${threadId} has no such checkpoint.`);
  }
  const checkpoints: PutCheckpoint[] = [];
  const writes: PutWrites[] = [];
  let isPython = false;
  for (const row of chosen.toReversed()) {
    const stored = await reader.stored(row);
    if (!stored) continue;
    isPython ||= [stored.checkpoint, ...stored.values.map(({ value }) => value)].some(
      ([type]) => type !== 'json' && type !== 'bytes',
    );
    const { parent_checkpoint_id: parent } = row;
    const before = async () =>
      parent === undefined ? undefined : reader.stored({ ...row, checkpoint_id: parent });
    checkpoints.push({
      ...row,
      changed: row.changed ?? changedSince(await before(), stored),
      checkpoint: inJson(stored, isPython),
      metadata: stored.metadata,
    });
    if (isPython) continue;
    const byTask = groupBy(await reader.writes(row, {}), ({ task_id }) => task_id);
    for (const [task_id, ofTask] of byTask) {
      const task_path = ofTask[0]?.task_path ?? '';
      writes.push({ ...row, task_id, task_path, writes: ofTask });
    }
  }
  const ids = new Set(chosen.map((row) => `${row.checkpoint_id} ${row.checkpoint_ns}`));
  const copied = tasks.filter((task) => ids.has(`${task.checkpoint_id} ${task.checkpoint_ns}`));
  const isOfHead = ({ checkpoint_id, checkpoint_ns }: TaskInfo) =>
    checkpoint_id === head.checkpoint_id && checkpoint_ns === '';
  return {
    title: threadId,
    checkpoints,
    writes: isPython ? [] : writes,
    tasks: isPython ? copied.map((task) => (isOfHead(task) ? unrun(task, head) : task)) : copied,
    head,
  };
}

/** Newest first. */
function choose(rows: CheckpointRow[], checkpointId?: string): CheckpointRow[] {
  if (checkpointId === undefined) return rows;
  const root = new Map(
    rows.flatMap((row) => (row.checkpoint_ns === '' ? [[row.checkpoint_id, row] as const] : [])),
  );
  const line = new Set<string>();
  for (let id: string | undefined = checkpointId; id !== undefined && !line.has(id);) {
    const row: CheckpointRow | undefined = root.get(id);
    if (!row) break;
    line.add(id);
    id = row.parent_checkpoint_id;
  }
  return rows.filter(({ checkpoint_ns, checkpoint_id }) =>
    checkpoint_ns === '' ? line.has(checkpoint_id) : checkpoint_id < checkpointId,
  );
}

/** A task of Python under the id that LangGraph.js will give it. */
function unrun(task: TaskInfo, head: CheckpointRow): TaskInfo {
  const [kind, index] = task.path;
  const [trigger = ''] = task.triggers;
  const one =
    kind === '__pregel_push' && typeof index === 'number'
      ? { name: task.name, index }
      : { name: task.name, trigger };
  const { error: _error, ...rest } = task;
  return { ...rest, id: taskId(one, head), status: 'next', interrupts: [] };
}

interface Checkpoint {
  v: Json;
  id: Json;
  ts: Json;
  channel_values: Record<string, Json>;
  channel_versions: Record<string, Json>;
  versions_seen: Record<string, Record<string, Json>>;
}

/** A checkpoint as LangGraph.js's serde writes it whole. */
function inJson({ checkpoint, values }: StoredCheckpoint, isPython: boolean): Serialized {
  if (!isPython && values.length === 0) return checkpoint;
  const whole = jsonOf(checkpoint, '') as unknown as Checkpoint;
  const beside = values.map(({ channel, value }) => [channel, jsonOf(value, channel)] as const);
  const seen = Object.entries(whole.versions_seen).map(
    ([node, versions]) => [node, isPython ? counted(versions) : versions] as const,
  );
  const written: Checkpoint = {
    v: whole.v,
    id: whole.id,
    ts: whole.ts,
    channel_values: { ...whole.channel_values, ...Object.fromEntries(beside) },
    channel_versions: isPython ? counted(whole.channel_versions) : whole.channel_versions,
    versions_seen: Object.fromEntries(seen),
  };
  return ['json', Buffer.from(JSON.stringify(written))];
}

function jsonOf(serialized: Serialized, path: string): Json {
  const [type, bytes] = serialized;
  if (type === 'json') return JSON.parse(Buffer.from(bytes).toString()) as Json;
  const value = serializedValue(serialized);
  // The names of a checkpoint's own fields would only lengthen the path of a value.
  return toSerde(value, path || 'the state');
}

/** Python's versions are a count and a random number, LangGraph.js's are the count. */
function counted(versions: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(versions).map(([channel, version]) => [
      channel,
      typeof version === 'string' ? Number.parseInt(version, 10) : version,
    ]),
  );
}
