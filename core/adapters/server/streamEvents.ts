import type { AdapterEvent } from '../../protocol/debuggee.ts';
import type { Json, TaskInfo } from '../../protocol/model.ts';
import type { MemoryLedger } from '../memoryLedger.ts';
import { nodeId, taskNamespace } from '../../protocol/namespace.ts';
import {
  errorOf,
  idOf,
  interruptsOf,
  namespaceIn,
  type ServerState,
  type ServerTask,
} from './rows.ts';
import type { ServerHistory } from './serverHistory.ts';
import type { States } from './states.ts';
import type { TaskValues } from './taskValues.ts';

/** One event of a server's stream. */
export interface StreamPart {
  id?: string;
  event: string;
  data: unknown;
}

interface DebugEvent {
  type: 'checkpoint' | 'task' | 'task_result';
  timestamp: string;
  payload: unknown;
}

type Started = Pick<ServerTask, 'id' | 'name'> & { input: Json; triggers?: string[] };
type Ended = Pick<ServerTask, 'id' | 'name' | 'error'> & {
  result?: Json;
  interrupts?: ServerTask['interrupts'];
};

export interface StreamOptions {
  threadId: string;
  runId: string;
  ledger: MemoryLedger;
  states: States;
  values: TaskValues;
  history: ServerHistory;
  emit: (event: AdapterEvent) => void;
}

/**
 * Turns a run's stream into what happened. It reads `debug` events: of all stream modes only they name checkpoints,
 * on Python's server and JavaScript's alike.
 */
export function createStreamReader(options: StreamOptions) {
  const { threadId, runId, ledger, states, values, history, emit } = options;
  /** The checkpoint each task runs from: checkpoints name their tasks. */
  const origins = new Map<string, { checkpoint_id: string; checkpoint_ns: string }>();
  let failure: { name: string; message: string } | undefined;
  let finished: TaskInfo[] = [];
  const done = new Set<string>();

  const tell = (tasks: TaskInfo[]) => emit({ type: 'tasks', thread_id: threadId, tasks });

  const expect = (state: ServerState) => {
    const origin = {
      checkpoint_id: idOf(state),
      checkpoint_ns: namespaceIn(state),
    };
    for (const { id } of state.tasks) origins.set(id, origin);
  };

  const sawCheckpoint = (given: ServerState, timestamp: string) => {
    const state: ServerState = { ...given, created_at: given.created_at ?? timestamp };
    for (const task of state.tasks) task.interrupts ??= [];
    expect(state);
    const parentId = state.parent_checkpoint?.checkpoint_id ?? '';
    const key = { thread_id: threadId, checkpoint_ns: namespaceIn(state) };
    const parent = states.cached({ ...key, checkpoint_id: parentId });
    // A task that returned nothing looks like one that failed, until its checkpoint comes.
    const left = ledger
      .tasks(threadId, parentId, key.checkpoint_ns)
      .filter(({ status }) => status === 'running');
    if (left.length > 0) tell(left.map((task) => ({ ...task, status: 'done' as const })));
    const { row, tasks } = history.note(threadId, state, parent, false);
    emit({ type: 'checkpoint', row });
    if (tasks.length > 0) tell(tasks);
  };

  const sawTask = (ns: string, { id, name, input, triggers }: Started, timestamp: string) => {
    const origin = origins.get(id) ?? { checkpoint_id: '', checkpoint_ns: ns };
    const known = ledger.tasks(threadId).find((task) => task.id === id);
    values.received(id, input);
    tell([
      {
        id,
        name,
        node: nodeId(ns, name),
        thread_id: threadId,
        run_id: runId,
        ...origin,
        task_ns: taskNamespace(ns, name, id),
        status: 'running',
        triggers: triggers ?? [],
        path: known?.path ?? [],
        attempt: known && known.status !== 'next' ? known.attempt + 1 : 1,
        started_at: timestamp,
        interrupts: [],
      },
    ]);
  };

  const sawResult = (ns: string, ended: Ended, timestamp: string) => {
    const known = ledger.tasks(threadId).find(({ id }) => id === ended.id);
    if (!known) return;
    const { result } = ended;
    const interrupts = ended.interrupts ?? [];
    const error = errorOf(ended.error);
    const saidNothing = JSON.stringify(result ?? {}) === '{}' && ended.error === undefined;
    const begun = Date.parse(known.started_at ?? timestamp);
    if (result !== undefined && result !== null) values.wrote(ended.id, result);
    const status = error ? 'error' : interrupts.length > 0 ? 'interrupted' : 'done';
    const task: TaskInfo = {
      ...known,
      status: status === 'done' && saidNothing ? 'running' : status,
      duration: Math.max(0, Date.parse(timestamp) - begun),
      interrupts: interruptsOf({ ...ended, interrupts }, ns),
      ...(error && { error }),
    };
    if (task.status === 'done') done.add(task.id);
    if (ns === '') {
      const together = finished.filter(({ checkpoint_id }) => checkpoint_id === task.checkpoint_id);
      finished = [...together, task];
    }
    tell([task]);
  };

  return {
    /** Before going on from a state: its tasks are what runs first. */
    expect,
    failure: () => failure,
    isDone: (id: string) => done.has(id),
    /** The root graph's last super-step. */
    finished: () => finished,
    saw({ event, data }: StreamPart) {
      const [mode, ...path] = event.split('|');
      const ns = path.join('|');
      if (mode === 'error') {
        const { error = 'Error', message = '' } = data as { error?: string; message?: string };
        failure = { name: error, message };
      } else if (mode === 'custom') {
        const at = new Date().toISOString();
        const text = typeof data === 'string' ? data : JSON.stringify(data);
        emit({ type: 'output', lines: [{ stream: 'custom', text, at }] });
      } else if (mode === 'debug') {
        const { type, payload, timestamp } = data as DebugEvent;
        if (type === 'checkpoint') sawCheckpoint(payload as ServerState, timestamp);
        else if (type === 'task') sawTask(ns, payload as Started, timestamp);
        else sawResult(ns, payload as Ended, timestamp);
      }
    },
  };
}
