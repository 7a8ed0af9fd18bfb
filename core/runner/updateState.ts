import { ROOT_CHANNEL } from '../protocol/channels.ts';
import type { AdapterUpdate } from '../protocol/debuggee.ts';
import { isWireError, StudioError } from '../protocol/errors.ts';
import { headline } from '../protocol/headline.ts';
import type { Json, TaskInfo } from '../protocol/model.ts';
import { updatingAs } from './context.ts';
import { userChannels } from './hostSaver.ts';
import type { Pregel, RunnableConfig, Serde } from './langgraph.ts';
import { nodePath } from '../protocol/namespace.ts';
import { builderOf } from './loading/builder.ts';
import type { Level, SnapshotReader } from './snapshot.ts';
import { pendingTasks, readLevel } from './snapshot.ts';
import { revived } from './revived.ts';
import { toTaskError } from './taskError.ts';

/** Names LangGraph gives a meaning of their own as `asNode`. */
const SPECIAL_NODES = new Set(['__start__', '__end__', '__copy__', '__input__']);

const list = (names: string[]): string => names.join(', ');

function checkNode(instance: Pregel, asNode: string) {
  if (SPECIAL_NODES.has(asNode) || Object.hasOwn(instance.nodes, asNode)) return;
  const known = Object.keys(instance.nodes).filter((name) => !name.startsWith('__'));
  throw new StudioError('unknownNode', `There is no node ${asNode}; there are ${list(known)}.`);
}

/** LangGraph leaves out, without a word, what an update as input has beside the input. */
function checkInput(instance: Pregel, values: { [channel: string]: Json }) {
  const input = builderOf(instance)?._inputDefinition;
  const names = Object.keys(values).filter((name) => input && !(name in input));
  if (!input || names.length === 0) return;
  const are = names.length === 1 ? 'is no channel' : 'are no channels';
  throw new StudioError(
    'unknownChannel',
    `${list(names)} ${are} of the input, which an update as START is; it has ${list(Object.keys(input))}.`,
  );
}

function checkValues(instance: Pregel, values: Json, asNode?: string) {
  if (values === null) return;
  if (asNode === '__end__' || asNode === '__copy__') {
    throw new StudioError('invalidInput', `An update as ${asNode} carries no values: give null.`);
  }
  // Without a builder the node's own writers decide what an update may be.
  const channels = instance.builder ? userChannels(instance) : [];
  if (channels.length === 0 || channels.includes(ROOT_CHANNEL)) return;
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw new StudioError('invalidInput', 'A state update is an object with one value a channel.');
  }
  const missing = Object.keys(values).filter((name) => !channels.includes(name));
  if (missing.length === 0) {
    if (asNode === '__start__') checkInput(instance, values);
    return;
  }
  const what = missing.length === 1 ? `no channel ${missing[0]}` : `no channels ${list(missing)}`;
  throw new StudioError('unknownChannel', `The state has ${what}; it has ${list(channels)}.`);
}

/** The nodes that saw the newest channel version: LangGraph takes an update for that of the one that ran last. */
function ranLast(level: Level): string[] {
  const seen = Object.entries(level.tuple.checkpoint.versions_seen)
    .filter(([node]) => node !== '__interrupt__')
    .map(([node, versions]) => ({
      node,
      newest: Math.max(0, ...Object.values(versions).map(Number)),
    }));
  const newest = Math.max(0, ...seen.map((one) => one.newest));
  return newest === 0 ? [] : seen.filter((one) => one.newest === newest).map((one) => one.node);
}

/**
 * LangGraph would take the update for that of the sibling that has finished, and forget the tasks that have not: they
 * would never run.
 */
function checkAmbiguous(level: Level) {
  const finished = level.tasks.filter((task) => task.finished).map((task) => task.name);
  const open = level.tasks.filter((task) => !task.finished).map((task) => task.name);
  if (finished.length > 0 && open.length > 0) {
    const have = finished.length === 1 ? 'has' : 'have';
    throw new StudioError(
      'ambiguousUpdate',
      `${list(finished)} ${have} finished and ${list(open)} not: it is not clear whose update this is.`,
    );
  }
  const last = ranLast(level);
  if (last.length > 1 && Object.keys(level.instance.nodes).length > 1) {
    throw new StudioError(
      'ambiguousUpdate',
      `${list(last)} finished together: it is not clear whose update this is.`,
    );
  }
}

/** LangGraph's own refusals, and what the person's code throws when it takes an update in, in our words. */
function refusal(error: unknown): unknown {
  if (isWireError(error)) return error;
  const { name, message } = toTaskError(error);
  if (/Ambiguous update/.test(message)) {
    return new StudioError('ambiguousUpdate', 'It is not clear whose update this is.', {
      cause: error,
    });
  }
  const said = headline(message);
  return name === 'InvalidUpdateError'
    ? new StudioError('invalidInput', said, { cause: error })
    : new StudioError('graphThrew', `The graph's own code refused it: ${said}`, { cause: error });
}

function several(
  instance: Pregel,
  config: RunnableConfig,
  updates: { values: unknown; asNode?: string | undefined }[],
): Promise<RunnableConfig> {
  if (instance.bulkUpdateState) return instance.bulkUpdateState(config, [{ updates }]);
  throw new StudioError(
    'notSupported',
    'This version of LangGraph takes one update in a super-step. Update LangGraph to give it several.',
  );
}

async function target(reader: SnapshotReader, update: AdapterUpdate) {
  const { thread_id, checkpoint_id, checkpoint_ns = '' } = update;
  const instance = reader.instanceAt(nodePath(checkpoint_ns));
  if (!instance) {
    throw new StudioError('unknownCheckpoint', `No graph is known at ${nodePath(checkpoint_ns)}.`);
  }
  const key = { thread_id, checkpoint_ns };
  const head = await readLevel(reader, key, instance);
  // Without its id, LangGraph keeps what the head's finished tasks wrote.
  const isHead = !checkpoint_id || head?.checkpoint_id === checkpoint_id;
  if (isHead) return { instance, level: head, isHead };
  const level = await readLevel(reader, { ...key, checkpoint_id }, instance);
  if (!level)
    throw new StudioError('unknownCheckpoint', `The thread has no checkpoint ${checkpoint_id}.`);
  return { instance, level, isHead };
}

/**
 * Applies an update through the graph's reducers, as LangGraph's `updateState` does, and says what runs next. Refuses
 * what LangGraph would misunderstand: throws `unknownChannel`, `unknownNode`, `ambiguousUpdate`, `invalidInput`,
 * `unknownCheckpoint`, and `notSupported` for several updates where the version takes one.
 */
export async function updateState(
  reader: SnapshotReader,
  serde: Serde,
  update: AdapterUpdate,
): Promise<{ checkpoint_id: string; checkpoint_ns: string; tasks: TaskInfo[] }> {
  const { thread_id, checkpoint_ns = '', values, asNode, siblings = [] } = update;
  const { instance, level, isHead } = await target(reader, update);
  const given = [{ values, asNode }, ...siblings];
  for (const one of given) {
    if (one.asNode !== undefined) checkNode(instance, one.asNode);
    checkValues(instance, one.values, one.asNode);
  }
  const updates = await Promise.all(
    given.map(async (one) => ({ ...one, values: await revived(one.values, serde) })),
  );
  if (asNode === undefined && values !== null && level) checkAmbiguous(level);
  const { checkpoint_id: _, ...newest } = level?.configurable ?? { thread_id, checkpoint_ns };
  const configurable = isHead ? newest : level?.configurable;
  const config = { configurable: { ...configurable, __pregel_checkpointer: reader.saver } };
  const apply = () =>
    siblings.length === 0
      ? instance.updateState(config, updates[0]?.values, asNode)
      : several(instance, config, updates);
  const updated = await (asNode === undefined ? apply() : updatingAs.run(asNode, apply)).catch(
    (error: unknown) => {
      throw refusal(error);
    },
  );
  const checkpoint_id = String(updated.configurable?.['checkpoint_id']);
  const root = reader.instanceAt('');
  const above =
    checkpoint_ns && root
      ? await readLevel(reader, { thread_id, checkpoint_ns: '' }, root)
      : undefined;
  const here = await readLevel(reader, { thread_id, checkpoint_ns, checkpoint_id }, instance);
  const tasks = [above, here].flatMap((one) => (one ? pendingTasks(one) : []));
  return { checkpoint_id, checkpoint_ns, tasks };
}
