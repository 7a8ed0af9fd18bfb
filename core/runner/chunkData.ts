import type { RunnableConfig } from './langgraph.ts';

type Fields = Record<string, unknown>;

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** A config as the `Checkpoint` of the server API; null when it names none. */
function checkpointOf(config: unknown): Fields | null {
  const { thread_id, checkpoint_id, checkpoint_ns, checkpoint_map } =
    (config as RunnableConfig | undefined)?.configurable ?? {};
  if (!thread_id) return null;
  return {
    thread_id,
    checkpoint_id: checkpoint_id ?? null,
    checkpoint_ns: checkpoint_ns || '',
    checkpoint_map: checkpoint_map ?? null,
  };
}

/** Without LangGraph's own means, which are no data. */
function publicConfig(config: unknown): unknown {
  if (!isRecord(config) || !isRecord(config['configurable'])) return config;
  const entries = Object.entries(config['configurable']).filter(([key]) => !key.startsWith('__'));
  const { callbacks: _callbacks, ...rest } = config;
  return { ...rest, configurable: Object.fromEntries(entries) };
}

/** A task whose `state` only names a subgraph's checkpoint says so under `checkpoint`. */
function taskData(task: unknown): unknown {
  if (!isRecord(task)) return task;
  const checkpoint = checkpointOf(task['state']);
  if (!checkpoint) return task;
  const { state: _state, ...rest } = task;
  return { ...rest, checkpoint };
}

function debugCheckpoint(payload: Fields): Fields {
  const { parentConfig, config, tasks, ...rest } = payload;
  return {
    ...rest,
    config: publicConfig(config),
    parent_config: publicConfig(parentConfig),
    checkpoint: checkpointOf(config),
    parent_checkpoint: checkpointOf(parentConfig),
    tasks: (Array.isArray(tasks) ? tasks : []).map(taskData),
  };
}

/** What LangGraph's server makes of a chunk of the library's (langgraph-api 1.5.1, dist/stream.mjs). */
export function chunkData(mode: string, chunk: unknown): unknown {
  if (!isRecord(chunk)) return chunk;
  if (mode === 'tasks') return taskData(chunk);
  if (mode === 'checkpoints' && 'values' in chunk) {
    const { values, metadata, next } = chunk;
    return { values, metadata, next };
  }
  if (mode !== 'debug' || !isRecord(chunk['payload'])) return chunk;
  const { type, payload } = chunk;
  if (type === 'checkpoint') return { ...chunk, payload: debugCheckpoint(payload) };
  return type === 'task_result' ? { ...chunk, payload: taskData(payload) } : chunk;
}
