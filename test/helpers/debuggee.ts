import { randomUUID } from 'node:crypto';
import type { AdapterRun, AdapterUpdate } from '../../core/protocol/debuggee.ts';
import type { CheckpointRow, Json, Stopped, TaskInfo } from '../../core/protocol/model.ts';
import type { LetGo } from '../../core/protocol/hold.ts';
import { createEventLog } from './eventLog.ts';
import type { Opened } from './stage.ts';

type RunOptions = Partial<Omit<AdapterRun, 'run_id' | 'thread_id'>>;
type Side = 'before' | 'after';

export type Debuggee = Awaited<ReturnType<typeof createDebuggee>>;

/** A fixture graph under debugging, with a thread of its own: the verbs of the scenarios. */
export async function createDebuggee(opened: Omit<Opened, 'close'>, known?: string) {
  const { adapter, graphId, graph, runner } = opened;
  const log = createEventLog(adapter);
  const thread_id = known ?? (await adapter.history.createThread(graphId)).thread_id;
  let stopped: Stopped | undefined;

  /** Waits until the run has ended, or tasks of it are held. */
  const standing = async (run_id: string, since: number): Promise<Stopped | undefined> => {
    const end = log.until('runEnded', since, (event) => event.run_id === run_id);
    const hold = log.until('held', since, (event) => event.run_id === run_id && !!event.stopped);
    stopped = (await Promise.race([end, hold])).stopped;
    return stopped;
  };

  let current = { run_id: '', since: 0 };

  const begin = async (options: RunOptions = {}): Promise<void> => {
    current = { run_id: randomUUID(), since: log.mark() };
    const { run_id } = current;
    const input = 'input' in options ? (options.input ?? null) : graph.exampleInput;
    await adapter.run({ run_id, thread_id, mode: 'continue', ...options, input });
  };

  const settle = () => standing(current.run_id, current.since);

  const rows = () => adapter.history.listCheckpoints(thread_id);
  const tasks = (row?: CheckpointRow) =>
    adapter.history.listTasks(thread_id, row?.checkpoint_id, row?.checkpoint_ns);

  const head = async (namespace = ''): Promise<CheckpointRow> => {
    const row = (await rows()).find(({ checkpoint_ns }) => checkpoint_ns === namespace);
    if (!row) throw new Error(`There is no checkpoint in namespace "${namespace}".`);
    return row;
  };

  return {
    adapter,
    graph,
    graphId,
    runner,
    thread_id,
    log,

    /** Has a run accepted, with the fixture's own input unless another is given. */
    begin,
    /** Until the run that was begun last stands still: how, or undefined for its end. */
    settle,
    async run(options?: RunOptions) {
      await begin(options);
      return settle();
    },
    /** Continue or a step, from wherever it stands: a run with held tasks goes on as it is. */
    async goOn(options: RunOptions = {}) {
      if (!stopped?.held) {
        await begin({ ...options, input: null });
        return settle();
      }
      current = { ...current, since: log.mark() };
      const { run_id } = current;
      await adapter.run({ run_id, thread_id, mode: 'continue', ...options, input: null });
      return settle();
    },
    /** Answers the one interrupt that waits. */
    async answer(value: Json) {
      const waiting = (await tasks()).filter((task) => task.status === 'interrupted');
      const [interrupt] = waiting.flatMap((task) => task.interrupts);
      await begin({ input: null, command: { resume: { [interrupt?.id ?? '']: value } } });
      return settle();
    },
    /** The nodes whose tasks have finished since this thread was taken up, in that order. */
    ran(): string[] {
      const done = new Map<string, string>();
      for (const event of log.events) {
        if (event.type !== 'tasks' || event.thread_id !== thread_id) continue;
        for (const task of event.tasks) if (task.status === 'done') done.set(task.id, task.node);
      }
      return [...done.values()];
    },
    /** Lets the held task of a node go: as it is, or as `how` says. */
    async release(node: string, how: LetGo = {}) {
      const held = (await tasks()).findLast((task) => task.node === node && task.hold);
      current = { ...current, since: log.mark() };
      await adapter.release(thread_id, held?.hold?.hold_id ?? '', how);
      return settle();
    },
    async stop() {
      current = { ...current, since: log.mark() };
      await adapter.stop(thread_id);
      return settle();
    },
    breakAt: (when: Side, ...nodes: string[]) =>
      adapter.setBreakpoints(nodes.map((node) => ({ node, when, enabled: true, verified: false }))),
    /** Until a task of the node has this status. */
    until: (node: string, status: TaskInfo['status']) =>
      log.until('tasks', current.since, (event) =>
        event.tasks.some((task) => task.node === node && task.status === status),
      ),
    update: (update: Omit<AdapterUpdate, 'thread_id'>) =>
      adapter.updateState({ thread_id, ...update }),

    /** Newest first. */
    rows,
    /** Oldest first. */
    tasks,
    head,
    /** The root's checkpoints, oldest first. */
    async line() {
      return (await rows()).filter((row) => row.checkpoint_ns === '').toReversed();
    },
    /** The newest checkpoint from which exactly these nodes run next. */
    async rowBefore(...next: string[]): Promise<CheckpointRow> {
      const row = (await rows()).find((row) => row.next.toString() === next.toString());
      if (!row) throw new Error(`There is no checkpoint with next ${next.join(', ')}.`);
      return row;
    },
    async state(row?: CheckpointRow): Promise<Record<string, Json>> {
      const { checkpoint_id, checkpoint_ns } = row ?? (await head());
      const whole = await adapter.history.readWhole(
        { thread_id, checkpoint_id, checkpoint_ns },
        [],
      );
      return whole as Record<string, Json>;
    },
    /** The newest task of a node. */
    async task(node: string): Promise<TaskInfo> {
      const task = (await tasks()).findLast((task) => task.node === node);
      if (!task) throw new Error(`No task of ${node} was recorded.`);
      return task;
    },
    async valueOf(task: TaskInfo, part: 'input' | 'writes'): Promise<Json> {
      const { checkpoint_id, checkpoint_ns, id } = task;
      const ref = { thread_id, checkpoint_id, checkpoint_ns, task: { id, part } };
      return adapter.history.readWhole(ref, []);
    },
    /** The ids of the pending interrupts, by node. */
    async interrupts(): Promise<Record<string, { id: string; value: Json }>> {
      const pending = (await tasks()).filter((task) => task.status === 'interrupted');
      return Object.fromEntries(
        pending.flatMap((task) =>
          task.interrupts.map(({ id, value }) => [task.node, { id, value }]),
        ),
      );
    },
  };
}
