import type {
  CheckpointStore,
  PutCheckpoint,
  StoredTuple,
  Write,
} from '../../core/runner/messages.ts';

type StoredWrite = Write & { task_id: string; task_path: string };

const order = (a: StoredWrite, b: StoredWrite): number =>
  a.task_path < b.task_path
    ? -1
    : a.task_path > b.task_path
      ? 1
      : a.task_id < b.task_id
        ? -1
        : a.task_id > b.task_id
          ? 1
          : a.idx - b.idx;

/** Core's storage as the runner sees it, in memory, with LangGraph's rules: special writes overwrite, others do not. */
export function createMemoryStore(): CheckpointStore & { puts: PutCheckpoint[] } {
  const puts: PutCheckpoint[] = [];
  const writes = new Map<string, Map<string, StoredWrite>>();
  const keyOf = (thread: string, ns: string, id: string) => JSON.stringify([thread, ns, id]);

  const tuple = (row: PutCheckpoint): StoredTuple => {
    const { thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata } =
      row;
    const own = writes.get(keyOf(thread_id, checkpoint_ns, checkpoint_id));
    return {
      thread_id,
      checkpoint_ns,
      checkpoint_id,
      ...(parent_checkpoint_id && { parent_checkpoint_id }),
      checkpoint,
      metadata,
      writes: [...(own?.values() ?? [])].sort(order),
    };
  };
  const newest = (rows: PutCheckpoint[]) =>
    rows.sort((a, b) => (a.checkpoint_id < b.checkpoint_id ? 1 : -1));

  return {
    puts,
    async getTuple({ thread_id, checkpoint_ns, checkpoint_id }) {
      const rows = puts.filter(
        (row) =>
          row.thread_id === thread_id &&
          row.checkpoint_ns === checkpoint_ns &&
          (!checkpoint_id || row.checkpoint_id === checkpoint_id),
      );
      const row = newest(rows)[0];
      return row ? tuple(row) : null;
    },
    async list({ thread_id, checkpoint_ns, checkpoint_id, before, limit }) {
      const rows = puts.filter(
        (row) =>
          (thread_id === undefined || row.thread_id === thread_id) &&
          (checkpoint_ns === undefined || row.checkpoint_ns === checkpoint_ns) &&
          (checkpoint_id === undefined || row.checkpoint_id === checkpoint_id) &&
          (before === undefined || row.checkpoint_id < before),
      );
      return newest(rows).slice(0, limit).map(tuple);
    },
    async put(row) {
      const same = puts.findIndex(
        (other) =>
          keyOf(other.thread_id, other.checkpoint_ns, other.checkpoint_id) ===
          keyOf(row.thread_id, row.checkpoint_ns, row.checkpoint_id),
      );
      if (same < 0) puts.push(row);
      else puts[same] = row;
    },
    async putWrites({
      thread_id,
      checkpoint_ns,
      checkpoint_id,
      task_id,
      task_path,
      writes: given,
    }) {
      const key = keyOf(thread_id, checkpoint_ns, checkpoint_id);
      const own = writes.get(key) ?? new Map<string, StoredWrite>();
      writes.set(key, own);
      for (const write of given) {
        const at = `${task_id},${write.idx}`;
        if (write.idx >= 0 && own.has(at)) continue;
        own.set(at, { ...write, task_id, task_path });
      }
    },
    async deleteThread(threadId) {
      for (let at = puts.length - 1; at >= 0; at -= 1) {
        if (puts[at]?.thread_id === threadId) puts.splice(at, 1);
      }
      for (const key of writes.keys()) {
        if ((JSON.parse(key) as string[])[0] === threadId) writes.delete(key);
      }
    },
  };
}
