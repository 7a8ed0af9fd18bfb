import { randomUUID } from 'node:crypto';
import { onTestFailed, onTestFinished } from 'vitest';
import type { Adapter } from '../../core/adapters/adapter.ts';
import type { AdapterRun, AdapterUpdate } from '../../core/protocol/debuggee.ts';
import type { CheckpointRow, Json, Stopped, TaskInfo } from '../../core/protocol/model.ts';
import { createEventLog, describeEvent } from './eventLog.ts';

/** Makes an adapter on one fixture graph, and gives back what closes everything behind it. */
export type MakeAdapter = (fixture: string) => Promise<{
  adapter: Adapter;
  graphId: string;
  close: () => Promise<void>;
}>;

type RunOptions = Partial<Omit<AdapterRun, 'run_id' | 'thread_id'>>;
type Side = 'before' | 'after';

/** A fixture graph under debugging, with a thread of its own: the verbs of the scenarios. */
export type Debuggee = Awaited<ReturnType<typeof openFixture>>;

/** Opens a fixture; it is closed when the test is over, and a failed test tells what the adapter reported. */
export async function openFixture(makeAdapter: MakeAdapter, fixture: string) {
  const { adapter, graphId, close } = await makeAdapter(fixture);
  onTestFinished(close);
  const log = createEventLog(adapter);
  onTestFailed(() => console.log(log.events.map(describeEvent).join('\n')));
  await adapter.connect();
  const { graph, runner } = await adapter.loadGraph(graphId);
  const { thread_id } = await adapter.history.createThread(graphId);
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

  /** What the run does after it was last known to stand. */
  const settleAgain = () => {
    const last = log.events.findLastIndex((event) => event.type === 'held' && !!event.stopped);
    return standing(current.run_id, last + 1);
  };

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
    settleAgain,
    async run(options?: RunOptions) {
      await begin(options);
      return settle();
    },
    /** Continue or a step, from wherever it stands: held tasks are let go, else a run goes on. */
    async goOn(options: RunOptions = {}) {
      if (!stopped?.held || options.command) {
        await begin({ ...options, input: null });
        return settle();
      }
      const held = (await tasks()).flatMap((task) => task.hold ?? []);
      for (const { hold_id } of held) await adapter.release(thread_id, hold_id);
      return settleAgain();
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
