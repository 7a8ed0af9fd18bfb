import { shownChannel, shownChannels } from '../protocol/channels.ts';
import { StudioError } from '../protocol/errors.ts';
import { scopes, updatingAs } from './context.ts';
import { deltaHistory, reviveDeltas, wholeValues, type DeltaHistory } from './deltaHistory.ts';
import { reportLosses } from './losses.ts';
import type { Library, Pregel, RunnableConfig } from './langgraph.ts';
import type { CheckpointStore, HostFunctions, Serialized, StoredTuple } from './messages.ts';
import { createStateWriter, type Sent } from './stateWriter.ts';

/** LangGraph's WRITES_IDX_MAP: these overwrite, and never collide with a task's ordinary writes. */
const SPECIAL: Record<string, number> = {
  __error__: -1,
  __scheduled__: -2,
  __interrupt__: -3,
  __resume__: -4,
};
/** The channel of sends. */
export const SENDS = '__pregel_tasks';

export type PendingWrite = [taskId: string, channel: string, value: unknown];

export interface Checkpoint {
  v: number;
  id: string;
  ts: string;
  channel_values: Record<string, unknown>;
  channel_versions: Record<string, number | string>;
  versions_seen: Record<string, Record<string, number | string>>;
  pending_sends?: unknown[];
}

export interface CheckpointTuple {
  config: RunnableConfig;
  checkpoint: Checkpoint;
  metadata: Record<string, unknown>;
  pendingWrites: PendingWrite[];
  parentConfig?: RunnableConfig;
  /** See `StoredTuple`; LangGraph does not know it. */
  deltas?: Record<string, DeltaHistory>;
}

type Options = { limit?: number; before?: RunnableConfig; filter?: Record<string, unknown> };

/** LangGraph's checkpointer interface, in the part every version from 0.2 on calls. */
export interface HostSaver {
  get: (config: RunnableConfig) => Promise<Checkpoint | undefined>;
  getTuple: (config: RunnableConfig) => Promise<CheckpointTuple | undefined>;
  list: (config: RunnableConfig, options?: Options) => AsyncGenerator<CheckpointTuple>;
  put: (
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: Record<string, unknown>,
    newVersions?: Record<string, unknown>,
  ) => Promise<RunnableConfig>;
  putWrites: (
    config: RunnableConfig,
    writes: [channel: string, value: unknown][],
    taskId: string,
    taskPath?: string,
  ) => Promise<void>;
  deleteThread: (threadId: string) => Promise<void>;
  getNextVersion: (current?: number | string) => number;
  getDeltaChannelHistory: (options: {
    config: RunnableConfig;
    channels: string[];
  }) => Promise<unknown>;
  toJSON: () => string;
  /** Something that was put was refused later. */
  forget: () => void;
}

const configOf = (
  thread_id: string,
  checkpoint_ns: string,
  checkpoint_id: string,
): RunnableConfig => ({
  configurable: { thread_id, checkpoint_ns, checkpoint_id },
});

function keyOf(config: RunnableConfig) {
  const {
    thread_id,
    checkpoint_ns = '',
    checkpoint_id,
    thread_ts,
  } = (config.configurable ?? {}) as Record<string, string | undefined>;
  return { thread_id: thread_id ?? '', checkpoint_ns, checkpoint_id: checkpoint_id || thread_ts };
}

/** Channels a person knows: those of the graph's state, not LangGraph's own. */
export function userChannels(instance: Pregel): string[] {
  const declared = instance.builder?.['channels'];
  const channels = typeof declared === 'object' && declared !== null ? declared : instance.channels;
  return Object.keys(channels).filter((name) => shownChannel(name) !== undefined);
}

/** What a person calls a channel of LangGraph's own. */
const SHOWN: Record<string, string> = {
  __return__: 'result',
  __end__: 'result',
  __previous__: 'result',
  __interrupt__: 'interrupt',
  [SENDS]: 'send',
};

/**
 * Ends the run with `error`, which is what is reported, whatever the graph makes of its abort. Rejecting instead would
 * leave the versions before 1.0 running until their end. Outside a run it throws.
 */
function failRun(error: StudioError, task_id?: string) {
  const run = scopes.getStore()?.run;
  if (!run) throw error;
  run.failure ??= { error, ...(task_id && { task_id }) };
  run.abort.abort(run.failure.error);
}

/** Ends the run because of a value that cannot be stored; any other error is thrown on. */
function endWith(error: unknown, task_id?: string): StudioError {
  if (!(error instanceof StudioError) || error.code !== 'notSerializable') throw error;
  failRun(error, task_id);
  return error;
}

/** The root's head as it came with the run; once, as it is the head only until something is put. */
function takeHead({ thread_id, checkpoint_ns, checkpoint_id }: ReturnType<typeof keyOf>) {
  const run = scopes.getStore()?.run;
  if (run?.thread_id !== thread_id || checkpoint_ns !== '' || checkpoint_id) return undefined;
  const { head } = run;
  delete run.head;
  return head;
}

/**
 * A checkpointer that keeps everything in core. It imports no LangGraph, which checks no class here, and takes the
 * serializer of the user's copy, so that what is revived has the user's classes.
 *
 * In a run, it waits until core has been told; the gate waits for the disk before the next task begins. The pipe keeps its
 * order, so that what is read later includes it.
 *
 * A value that a checkpoint cannot hold is refused: the task's error is stored in its place, no later checkpoint is
 * stored, and the run ends with the reason.
 */
export function createHostSaver(
  store: CheckpointStore & Pick<HostFunctions, 'stored'>,
  library: Library,
  isUserChannel: (name: string) => boolean,
  channelsAt: (ns: string) => Pregel['channels'] = () => ({}),
): HostSaver {
  const { serde } = library;
  const writer = createStateWriter(store, serde, reportLosses);
  const load = async ([type, bytes]: Serialized): Promise<unknown> => serde.loadsTyped(type, bytes);

  const sendsBefore = async (tuple: StoredTuple): Promise<unknown[]> => {
    const { thread_id, checkpoint_ns, parent_checkpoint_id } = tuple;
    if (!parent_checkpoint_id) return [];
    const parent = await store.getTuple({
      thread_id,
      checkpoint_ns,
      checkpoint_id: parent_checkpoint_id,
    });
    const sends = parent?.writes.filter((write) => write.channel === SENDS) ?? [];
    return Promise.all(sends.map((write) => load(write.value)));
  };

  const revive = async (tuple: StoredTuple, config?: RunnableConfig): Promise<CheckpointTuple> => {
    const { thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id } = tuple;
    const checkpoint = (await load(tuple.checkpoint)) as Checkpoint;
    if (library.legacyPendingSends) checkpoint.pending_sends = await sendsBefore(tuple);
    else if (checkpoint.v < 4 && parent_checkpoint_id) {
      const versions = Object.values(checkpoint.channel_versions).map(Number);
      checkpoint.channel_values[SENDS] = await sendsBefore(tuple);
      checkpoint.channel_versions[SENDS] = versions.length > 0 ? Math.max(...versions) : 1;
    }
    return {
      config: config ?? configOf(thread_id, checkpoint_ns, checkpoint_id),
      checkpoint,
      metadata: (await load(tuple.metadata)) as Record<string, unknown>,
      pendingWrites: await Promise.all(
        tuple.writes.map(async (write): Promise<PendingWrite> => [
          write.task_id,
          write.channel,
          await load(write.value),
        ]),
      ),
      ...(parent_checkpoint_id && {
        parentConfig: configOf(thread_id, checkpoint_ns, parent_checkpoint_id),
      }),
      ...(tuple.deltas && { deltas: await reviveDeltas(tuple.deltas, load) }),
    };
  };

  /** Nobody waits for the end of an update outside a run but the update. */
  const follow = async ({ commit, bytes }: Sent, thread_id: string) => {
    const commits = scopes.getStore()?.run.commits;
    if (commits) return commits.follow(commit, bytes);
    await commit;
    await store.stored?.(thread_id);
  };

  const saver: HostSaver = {
    get: async (config) => (await saver.getTuple(config))?.checkpoint,

    async getTuple(config) {
      const key = keyOf(config);
      const known = takeHead(key);
      const tuple = known === undefined ? await store.getTuple(key) : known;
      await writer.prepare(tuple ?? key);
      return tuple ? revive(tuple, key.checkpoint_id ? config : undefined) : undefined;
    },

    async *list(config, { limit, before, filter } = {}) {
      const { thread_id, checkpoint_id } = keyOf(config);
      const checkpoint_ns = config.configurable?.['checkpoint_ns'];
      const bound = before && keyOf(before).checkpoint_id;
      const tuples = await store.list({
        ...(thread_id && { thread_id }),
        ...(typeof checkpoint_ns === 'string' && { checkpoint_ns }),
        ...(checkpoint_id && { checkpoint_id }),
        ...(bound && { before: bound }),
        ...(limit !== undefined && !filter && { limit }),
      });
      let left = limit ?? Infinity;
      for (const stored of tuples) {
        if (left <= 0) return;
        const tuple = await revive(stored);
        const fits = Object.entries(filter ?? {}).every(
          ([key, value]) => tuple.metadata[key] === value,
        );
        if (!fits) continue;
        left -= 1;
        yield tuple;
      }
    },

    async put(config, given, metadata, newVersions = {}) {
      const { thread_id, checkpoint_ns, checkpoint_id: parent } = keyOf(config);
      if (!thread_id) throw new Error('Failed to put checkpoint: the config has no thread_id.');
      const run = scopes.getStore()?.run;
      const stored = configOf(thread_id, checkpoint_ns, given.id);
      if (run?.failure) return stored;
      if (run?.thread_id === thread_id && checkpoint_ns === '') {
        delete run.head;
        run.last = given;
      }
      const { pending_sends: _legacy, ...checkpoint } = given;
      // Runs put whole values (`instrument.ts`), updates do not.
      if (metadata['source'] === 'update' && parent)
        checkpoint.channel_values = await wholeValues(saver, config, given, channelsAt);
      const asNode = updatingAs.getStore();
      const row = {
        thread_id,
        checkpoint_ns,
        checkpoint_id: checkpoint.id,
        ...(parent && { parent_checkpoint_id: parent }),
        step: Number(metadata['step'] ?? -1),
        source: typeof metadata['source'] === 'string' ? metadata['source'] : 'loop',
        created_at: checkpoint.ts,
        changed: shownChannels(Object.keys(newVersions).filter(isUserChannel)),
        ...(asNode && { asNode }),
        ...(run && { run_id: run.run_id }),
      };
      const sent = await writer
        .put(row, checkpoint, metadata)
        .catch((error) => void endWith(error));
      if (sent) await follow(sent, thread_id);
      return stored;
    },

    async putWrites(config, writes, task_id, task_path = '') {
      const { thread_id, checkpoint_ns, checkpoint_id } = keyOf(config);
      if (!thread_id || !checkpoint_id) {
        throw new Error('Failed to put writes: the config has no thread_id or no checkpoint_id.');
      }
      const task = { thread_id, checkpoint_ns, checkpoint_id, task_id, task_path };
      const values = writes.map(([channel, value], index) => ({
        idx: SPECIAL[channel] ?? index,
        channel,
        value,
        path: SHOWN[channel] ?? `state.${channel}`,
      }));
      const sent = await writer.putWrites(task, values).catch((error: unknown) => {
        const { name, message } = endWith(error, task_id);
        const value = { name, message };
        return writer.putWrites(task, [{ idx: -1, channel: '__error__', value, path: 'error' }]);
      });
      await follow(sent, thread_id);
    },

    deleteThread: (threadId) => store.deleteThread(threadId),
    getNextVersion: (current) => (typeof current === 'number' ? current + 1 : 1),
    getDeltaChannelHistory: ({ config, channels }) =>
      deltaHistory(saver.getTuple, config, channels),
    toJSON: () => '[Retrograph checkpointer]',
    forget: writer.forget,
  };
  return saver;
}
