import { shownChannel } from '../../protocol/channels.ts';
import type { TaskInfo } from '../../protocol/model.ts';
import type { CheckpointKey, StoredTuple } from '../../runner/messages.ts';
import type { StateSource } from '../checkpoints.ts';
import { stateValue } from './stateValue.ts';
import { serializedValue } from './textCache.ts';
import { absent, list, record, type Value } from '../../values/value.ts';

/** Where tasks are looked up. */
export interface TaskSource {
  find: (threadId: string, id: string) => TaskInfo | undefined;
}

/** Where the sends of old checkpoints are: their parents' writes. */
type SendSource = Pick<StateSource, 'parent' | 'writes'>;

const SENDS = '__pregel_tasks';

/** Names for what LangGraph writes itself besides channels of the state; the rest of it is not shown. */
const readable: Record<string, string> = {
  __error__: 'error',
  __interrupt__: 'interrupts',
  __resume__: 'resume',
  __return__: 'result',
  [SENDS]: 'sends',
};

/** Channels that stand for several even when there is one: LangGraph writes a single interrupt bare. */
const plural = ['__interrupt__', SENDS];

/** What a task wrote, by channel; a list where it wrote a channel more than once, and of `plural` ones always. */
export function taskWrites(writes: StoredTuple['writes']): Value {
  const byChannel = new Map<string, Value[]>();
  for (const { channel, value } of writes) {
    const others = byChannel.get(channel);
    if (others) others.push(serializedValue(value));
    else byChannel.set(channel, [serializedValue(value)]);
  }
  const entries = [...byChannel].flatMap(([channel, values]) => {
    const name = readable[channel] ?? shownChannel(channel);
    if (name === undefined) return [];
    const key = name !== channel && byChannel.has(name) ? channel : name;
    return [{ key, value: written(channel, values) }];
  });
  return record(entries);
}

function written(channel: string, values: Value[]): Value {
  const [only] = values;
  if (!only || values.length > 1) return list(values);
  return plural.includes(channel) && only.type !== 'array' ? list(values) : only;
}

/**
 * What a task received: the state it ran on, a `Send`'s arguments, or a run's input. Arguments of functional
 * tasks are in no checkpoint.
 */
export function taskInput(
  checkpoint: Value,
  ref: CheckpointKey,
  taskId: string,
  { states, tasks }: { states: SendSource; tasks: TaskSource },
): Value {
  const task = tasks.find(ref.thread_id, taskId);
  if (!task) return absent('not recorded');
  const [kind, index] = task.path;
  if (kind === '__pregel_push') {
    if (typeof index !== 'number') return absent('not stored: the arguments of a functional task');
    const send = sendsOf(checkpoint, ref, states)[index];
    return send?.inner?.child('args') ?? absent('not recorded');
  }
  const input = checkpoint.inner?.child('channel_values')?.inner?.child('__start__');
  return input && task.triggers.includes('__start__') ? input : stateValue(checkpoint);
}

/**
 * The pending `Send`s of a checkpoint. Since checkpoint format 4 (LangGraph 0.4) they are a channel of it;
 * before, what the parent's tasks wrote, in the order of its writes.
 */
function sendsOf(checkpoint: Value, ref: CheckpointKey, states: SendSource): Value[] {
  const channel = checkpoint.inner?.child('channel_values')?.inner?.child(SENDS);
  if (channel) {
    const [first, second] = channel.inner?.first(2) ?? [];
    // Up to LangGraph 1.2 a topic is `[seen, values]`, later its values alone; a `Send` is never a list.
    const values = first?.value.type === 'array' ? second?.value : channel;
    return values?.inner?.slice(0, Infinity).map(({ value }) => value) ?? [];
  }
  const parent = states.parent(ref);
  if (parent === undefined) return [];
  return states
    .writes({ ...ref, checkpoint_id: parent })
    .filter((write) => write.channel === SENDS)
    .map(({ value }) => serializedValue(value));
}
