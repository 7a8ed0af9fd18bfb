import { StudioError } from '../../protocol/errors.ts';
import type { CheckpointKey } from '../../runner/messages.ts';
import type { Header } from '../../structure/header.ts';
import { createReader } from '../../structure/reader.ts';
import type { Database } from '../database.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';
import { copyCheckpoint, type CopyChanges } from './copies.ts';
import { createLanes, takeIds, type Lane } from './lanes.ts';
import { keepDatum, storedStructure } from './packs.ts';
import { findCheckpoint, type StoredCheckpoint } from './stored.ts';
import { NO_TASK } from './taskRows.ts';

export interface BranchRequest {
  from: CheckpointKey;
  /** The id of the new thread, which has nothing yet. */
  to: string;
  /**
   * Tasks of the checkpoint whose writes do not come along, so that they run again; `all` for every one. Graphs inside
   * such a task begin anew.
   */
  dropWrites?: 'all' | readonly string[];
  /** Values of channels as JSON text, as the graph's serializer writes them, in place of the ones stored: past the reducers. */
  replace?: Readonly<Record<string, string>>;
}

/** What a branch has of its own, for whoever keeps something beside the checkpoints. */
export interface Branched {
  copied: Omit<CheckpointKey, 'thread_id'>[];
  /** Whether a task of a copied checkpoint is to run again. */
  restarts: (checkpointId: string, taskId: string) => boolean;
}

/** What an unfinished task has written. Beside a graph that is gone back into, it asks and fails again. */
const UNFINISHED = new Set(['__interrupt__', '__error__', '__resume__']);

/** One level of the call stack at a checkpoint; `child` is the task in which the next one is. */
interface Level {
  ns: string;
  id: CompactId;
  child?: string;
}

/**
 * The thread as it was at a checkpoint, as another thread: the checkpoint becomes its head. Ids stay, so that ids of
 * tasks, which LangGraph derives from them, stay valid. Nothing before the checkpoint is copied, so it takes no longer
 * for a long thread; with the checkpoint itself, what is copied is the graphs inside it that have not been dropped.
 * Within the caller's transaction. Throws `unknownCheckpoint`, `unknownChannel`.
 */
export function branchThread(db: Database, request: BranchRequest): Branched {
  const { from, to, dropWrites = [], replace = {} } = request;
  const target = findCheckpoint(db, from.thread_id, from.checkpoint_ns, from.checkpoint_id);
  if (!target || !from.checkpoint_id) {
    throw new StudioError('unknownCheckpoint', `There is no checkpoint ${from.checkpoint_id}.`);
  }
  const drops = (task: string) =>
    dropWrites === 'all' ||
    dropWrites.includes(task) ||
    (dropWrites.length > 0 && task === NO_TASK);
  const lanes = createLanes(db);
  const all = lanes.list(from.thread_id);
  const byNs = new Map(all.map((lane) => [lane.checkpoint_ns, lane]));
  const copied: Branched['copied'] = [];
  const restarted = new Set<string>();

  const copy = (source: Lane, id: CompactId, changes: CopyChanges, before = id) => {
    const ns = source.checkpoint_ns;
    const lane = lanes.make(to, ns, source.pool, { base: source.id, before });
    copyCheckpoint(db, source, id, lane.id, changes);
    copied.push({ checkpoint_ns: ns, checkpoint_id: fullId(id) });
  };

  const levels = levelsAt(target, from.checkpoint_ns);
  for (const { ns, id, child } of levels) {
    const source = byNs.get(ns);
    if (!source) continue;
    if (child === undefined) {
      const edit = replacing(db, target.header, replace);
      copy(source, id, { ...edit, keeps: (task) => !drops(task) });
      continue;
    }
    restarted.add(`${fullId(id)} ${child}`);
    const keeps: CopyChanges['keeps'] = (task, channel) =>
      task !== child && !UNFINISHED.has(channel);
    copy(source, id, { keeps });
  }
  for (const { lane, ids } of dropWrites === 'all' ? [] : inside(db, all, target)) {
    const [callee] = lane.checkpoint_ns.slice(prefixOf(from.checkpoint_ns).length).split('|');
    if (drops(taskOf(callee ?? ''))) continue;
    for (const id of ids) copy(lane, id, {}, target.id);
  }
  borrowOthers(db, all, to, target.id);
  return {
    copied,
    restarts: (checkpointId, taskId) =>
      (checkpointId === from.checkpoint_id && drops(taskId)) ||
      restarted.has(`${checkpointId} ${taskId}`),
  };
}

const prefixOf = (ns: string): string => (ns === '' ? '' : `${ns}|`);

/** The task's id in `node:id`. */
const taskOf = (part: string): string => part.slice(part.lastIndexOf(':') + 1);

/** Root first. LangGraph says in a checkpoint's metadata at which checkpoints of the graphs around it it is. */
function levelsAt({ metadata, id }: StoredCheckpoint, checkpointNs: string): Level[] {
  const target: Level = { ns: checkpointNs, id };
  if (checkpointNs === '' || typeof metadata !== 'string') return [target];
  const { parents = {} } = JSON.parse(metadata) as { parents?: Record<string, string> };
  const parts = checkpointNs.split('|');
  const above = parts.flatMap((part, depth): Level[] => {
    const ns = parts.slice(0, depth).join('|');
    const parent = parents[ns];
    return parent === undefined || ns === checkpointNs
      ? []
      : [{ ns, id: compactId(parent), child: taskOf(part) }];
  });
  return [...above, target];
}

/** Checkpoints of the graphs that tasks of `target` called: newer than it, and made while it was the newest. */
function inside(db: Database, all: Lane[], target: StoredCheckpoint) {
  const { checkpoint_ns, thread_id } = target.lane;
  const prefix = prefixOf(checkpoint_ns);
  return all
    .filter(({ checkpoint_ns: ns }) => ns !== checkpoint_ns && ns.startsWith(prefix))
    .map((lane) => ({
      lane: { ...lane, thread_id },
      ids: db
        .all<{ id: CompactId; at: string | null }>(
          `SELECT id, CASE typeof(metadata) WHEN 'text' THEN metadata ->> ? END AS at
           FROM checkpoint WHERE lane = ? AND id > ? ORDER BY id`,
          `$.parents.${JSON.stringify(checkpoint_ns)}`,
          lane.id,
          target.id,
        )
        .filter(({ at }) => at === target.checkpoint_id)
        .map(({ id }) => id),
    }))
    .filter(({ ids }) => ids.length > 0);
}

/** The other namespaces as they were: what is older than the checkpoint. */
function borrowOthers(db: Database, all: Lane[], to: string, before: CompactId): void {
  for (const { id } of all) {
    db.run(
      `INSERT OR IGNORE INTO lane (thread_id, checkpoint_ns, pool, base, before)
       SELECT ?, checkpoint_ns, pool, id, ? FROM lane WHERE id = ? AND
       (base IS NOT NULL OR EXISTS (SELECT 1 FROM checkpoint WHERE lane = lane.id AND id < ?))`,
      to,
      before,
      id,
      before,
    );
  }
}

function replacing(
  db: Database,
  known: Header,
  replace: Readonly<Record<string, string>>,
): Pick<CopyChanges, 'edit' | 'growth'> {
  const entries = Object.entries(replace);
  if (entries.length === 0) return {};
  if (known.whole) {
    throw new StudioError('notSupported', "The checkpoint is not JSON: it can't be changed.");
  }
  const reader = createReader(storedStructure(db));
  const newest = Math.max(
    1,
    ...Object.values(known.versions).map((version) => parseInt(String(version))),
  );
  let growth = 0;
  for (const [channel, text] of entries) {
    const ref = Object.hasOwn(known.refs, channel) ? known.refs[channel] : undefined;
    growth += text.length - (ref === undefined ? 0 : reader.text(ref).length);
  }
  return {
    growth,
    edit: (header) => {
      for (const [channel, text] of entries) {
        const id = takeIds(db, 1);
        keepDatum(db, id, text, text.length);
        header.refs[channel] = id;
        header.versions[channel] ??= newest;
      }
    },
  };
}
