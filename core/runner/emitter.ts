import type { TaskInfo } from '../protocol/model.ts';
import type { RunnerEvent } from './messages.ts';

/** Sends events in batches, in order. */
export interface Emitter {
  push: (event: RunnerEvent) => void;
  /** Reports tasks as they are now: later changes to the objects are not sent. */
  tasks: (threadId: string, tasks: TaskInfo[]) => void;
  /**
   * Sends what is queued before any more of the user's code runs: awaiting it is what makes a node that spins for ever
   * show as running. Resolves a turn of the event loop later, and that is for the saver: LangGraph puts a checkpoint
   * without waiting for it (every version, also with `durability: 'sync'`), and in that turn it is serialised and in the
   * pipe before the next node can change the state in place, spin or exit. Calls of one turn share one batch.
   */
  sent: () => Promise<void>;
  flush: () => void;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export function createEmitter(emit: (events: RunnerEvent[]) => void): Emitter {
  let queue: RunnerEvent[] = [];
  let scheduled = false;
  let sending: Promise<void> | undefined;

  const flush = () => {
    sending = undefined;
    if (queue.length === 0) return;
    const events = queue;
    queue = [];
    emit(events);
  };
  const push = (event: RunnerEvent) => {
    queue.push(event);
    if (scheduled) return;
    scheduled = true;
    // With what is put in this turn, and with the reports of the tasks that follow.
    setImmediate(() => {
      scheduled = false;
      flush();
    });
  };
  return {
    push,
    tasks(thread_id, tasks) {
      const copies = tasks.map((task) => ({ ...task }));
      const last = queue.at(-1);
      if (last?.type === 'tasks' && last.thread_id === thread_id) last.tasks.push(...copies);
      else push({ type: 'tasks', thread_id, tasks: copies });
    },
    sent() {
      sending ??= nextTurn().then(flush);
      return sending;
    },
    flush,
  };
}
