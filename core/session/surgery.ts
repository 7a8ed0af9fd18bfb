import type { History, Surgery } from '../protocol/history.ts';
import { StudioError } from '../protocol/errors.ts';
import type { EventBody } from '../protocol/events.ts';
import type { TaskInfo, ThreadInfo } from '../protocol/model.ts';
import type { Deletion, Removal } from '../protocol/storage.ts';

interface SurgeryOptions {
  sessionId: string;
  history: History;
  /** Throws `threadBusy`. */
  refuseRunning: (threadId: string) => void;
  threadOf: (threadId: string) => ThreadInfo;
  emit: (event: EventBody) => void;
}

type From = Parameters<Surgery['branch']>[0];

/** What a session does to the past of its threads. Throws `notSupported` where the past is not ours to change. */
export function createSurgery(options: SurgeryOptions) {
  const { sessionId, history, emit } = options;
  const surgery = (): Surgery => {
    if (history.surgery) return history.surgery;
    throw new StudioError('notSupported', 'The past of these threads cannot be changed.');
  };

  const tell = (thread: ThreadInfo): ThreadInfo => {
    emit({ type: 'thread', sessionId, thread });
    return thread;
  };

  return {
    async branch(from: From, again?: string[]): Promise<ThreadInfo> {
      const { branch } = surgery();
      if (again === undefined) return tell(await branch(from));
      const tasks = await history.listTasks(from.thread_id, from.checkpoint_id, from.checkpoint_ns);
      return tell(await branch(from, withCallers(again, tasks)));
    },

    weighThread: async (thread_id: string) => surgery().weighThread(thread_id),
    weighDeletion: async (thread_id: string, deletion: Deletion) =>
      surgery().weighDeletion(thread_id, deletion),

    async deleteCheckpoints(thread_id: string, deletion: Deletion): Promise<Removal> {
      options.refuseRunning(thread_id);
      const removal = await surgery().deleteCheckpoints(thread_id, deletion);
      const [rows, tasks] = await Promise.all([
        history.listCheckpoints(thread_id),
        history.listTasks(thread_id),
      ]);
      emit({ type: 'history', sessionId, thread_id, rows, tasks });
      tell(options.threadOf(thread_id));
      return removal;
    },
  };
}

/** A task that another called cannot run again without it. */
function withCallers(ids: string[], tasks: TaskInfo[]): string[] {
  const all = new Set(ids);
  for (const id of all) {
    const caller = tasks.find((task) => task.id === id)?.caller_id;
    if (caller !== undefined) all.add(caller);
  }
  return [...all];
}
