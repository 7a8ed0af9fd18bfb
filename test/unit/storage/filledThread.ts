import type { Serialized } from '../../../core/runner/messages.ts';
import type { Storage } from '../../../core/storage/storage.ts';
import { checkpoint, json, task } from '../../helpers/stored.ts';

export const idOf = (step: number): string => `c${String(step).padStart(6, '0')}`;

/** A thread of so many checkpoints, each with one more message and a recorded task that has written it. Answers with its id. */
export function fillThread(storage: Storage, steps: number, threadId?: string): string {
  const { thread_id } = storage.threads('/project').create('graph', undefined, threadId);
  const messages: string[] = [];
  for (let step = 0; step < steps; step++) {
    const checkpoint_id = idOf(step);
    messages.push(`${thread_id} ${step} `.repeat(6));
    const key = { thread_id, checkpoint_ns: '', checkpoint_id };
    const whole = {
      v: 4,
      id: checkpoint_id,
      ts: '2026-01-01T00:00:00.000Z',
      channel_values: { messages, step },
      channel_versions: { messages: step + 1, step: step + 1 },
      versions_seen: {},
    };
    storage.checkpoints.putSync(
      checkpoint(checkpoint_id, {
        ...key,
        checkpoint: json(whole),
        step,
        ...(step > 0 && { parent_checkpoint_id: idOf(step - 1) }),
      }),
    );
    const write = { idx: 0, channel: 'messages', value: json([`written ${step} `.repeat(20)]) };
    storage.checkpoints.putWritesSync({ ...key, task_id: 't', task_path: '', writes: [write] });
    storage.tasks.record([task(`t${step}`, { ...key, status: 'done' })]);
  }
  storage.tasks.list(thread_id);
  return thread_id;
}

const textOf = ([, bytes]: Serialized): string => Buffer.from(bytes).toString();

/** All that can be read of a thread's checkpoints, by their ids. */
export const readThread = (storage: Storage, thread_id: string): Map<string, string> =>
  new Map(
    storage.checkpoints
      .listSync({ thread_id })
      .map(({ checkpoint_ns, checkpoint_id, checkpoint: state, writes }) => [
        `${checkpoint_ns} ${checkpoint_id}`,
        [state, ...writes.map(({ value }) => value)].map(textOf).join('\n'),
      ]),
  );
