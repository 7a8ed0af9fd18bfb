import type { RunnerEvent } from '../../runner/messages.ts';
import type { TaskInfo } from '../../protocol/model.ts';

/** A run under way in a runner. */
export interface ActiveRun {
  run_id: string;
  thread_id: string;
  /** Resolves when it has ended, in whatever way. */
  ended: Promise<void>;
}

/** The runs of one runner and the tasks they have open: what is lost when the process dies. */
export function createActiveRuns() {
  const runs = new Map<string, ActiveRun & { end: () => void }>();
  const open = new Map<string, TaskInfo>();
  const taskKey = (task: TaskInfo) =>
    `${task.thread_id} ${task.checkpoint_ns} ${task.checkpoint_id} ${task.id}`;

  const end = (run_id: string) => {
    const run = runs.get(run_id);
    if (!run) return;
    runs.delete(run_id);
    for (const [key, task] of open) if (task.thread_id === run.thread_id) open.delete(key);
    run.end();
  };

  return {
    start(run_id: string, thread_id: string) {
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      runs.set(run_id, { run_id, thread_id, ended, end });
    },
    end,
    observe(event: RunnerEvent) {
      if (event.type === 'runEnded') end(event.run_id);
      if (event.type !== 'tasks') return;
      for (const task of event.tasks) {
        if (task.status === 'running' || task.status === 'held') open.set(taskKey(task), task);
        else open.delete(taskKey(task));
      }
    },
    of: (threadId: string): ActiveRun | undefined =>
      [...runs.values()].find((run) => run.thread_id === threadId),
    all: (): ActiveRun[] => [...runs.values()],
    openTasks: (threadId?: string): TaskInfo[] =>
      [...open.values()].filter((task) => !threadId || task.thread_id === threadId),
  };
}
