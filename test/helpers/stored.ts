import type { TaskInfo } from '../../core/protocol/model.ts';
import type { PutCheckpoint, Serialized } from '../../core/runner/messages.ts';

/** What a serde would write for plain JSON. */
export const json = (value: unknown): Serialized => ['json', Buffer.from(JSON.stringify(value))];

/** A small checkpoint of thread `t`, to vary. */
export function checkpoint(id: string, rest: Partial<PutCheckpoint> = {}): PutCheckpoint {
  return {
    thread_id: 't',
    checkpoint_ns: '',
    checkpoint_id: id,
    checkpoint: json({ v: 4, id, channel_values: { n: 1 } }),
    metadata: json({ source: 'loop', step: 0, parents: {} }),
    step: 0,
    source: 'loop',
    created_at: '2026-01-01T00:00:00.000Z',
    changed: ['n'],
    ...rest,
  };
}

/** A task of checkpoint `c1` of thread `t`, to vary. */
export function task(id: string, rest: Partial<TaskInfo> = {}): TaskInfo {
  return {
    id,
    name: 'agent',
    node: 'agent',
    thread_id: 't',
    checkpoint_id: 'c1',
    checkpoint_ns: '',
    task_ns: `agent:${id}`,
    status: 'running',
    triggers: ['branch:to:agent'],
    path: ['__pregel_pull', 'agent'],
    attempt: 1,
    interrupts: [],
    ...rest,
  };
}
