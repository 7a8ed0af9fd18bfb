import type { TaskInfo } from '../../../core/protocol/model.ts';
import type { Place } from '../../store/valueCache.ts';

/** Where a task's input or writes are. They change until it has ended. */
export const taskPlace = (sessionId: string, task: TaskInfo, part: 'input' | 'writes'): Place => ({
  sessionId,
  ref: {
    thread_id: task.thread_id,
    checkpoint_ns: task.checkpoint_ns,
    checkpoint_id: task.checkpoint_id,
    task: { id: task.id, part },
  },
  path: [],
  revision: `${task.status} ${task.attempt} ${task.hold?.hold_id ?? ''}`,
});
