import type { Json, Stopped } from '../protocol/model.ts';
import type { Assistant } from './assistants.ts';
import { createRunLog, type RunLog } from './runLog.ts';
import type { RunCreate } from './schemas.ts';

export type RunStatus = 'pending' | 'running' | 'success' | 'error' | 'interrupted';

/** A run as the server API says it. */
export interface RunRecord {
  run_id: string;
  thread_id: string;
  assistant_id: string;
  created_at: string;
  updated_at: string;
  status: RunStatus;
  metadata: Record<string, Json>;
  kwargs: object;
  multitask_strategy: string;
}

/** A run that a client started, until it is over; its log lives a while longer. */
export interface LiveRun {
  record: RunRecord;
  /** Milliseconds since 1970 when it was created, and no other run's: its place among the runs of its thread. */
  readonly since: number;
  readonly assistant: Assistant;
  readonly payload: RunCreate;
  /** What the request that started it adds to its `configurable`. */
  readonly configurable: Record<string, Json>;
  readonly log: RunLog;
  /** Only its last values matter to whoever started it. */
  readonly last: boolean;
  /** Its thread goes with it. */
  readonly temporary: boolean;
  /** It was cancelled before it began. */
  cancelled: boolean;
  readonly over: Promise<void>;
  end: () => void;
}

let latest = 0;

export function createLiveRun(
  given: Pick<LiveRun, 'record' | 'assistant' | 'payload' | 'configurable' | 'last' | 'temporary'>,
): LiveRun {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const log = createRunLog();
  log.push('metadata', JSON.stringify({ run_id: given.record.run_id, attempt: 1 }));
  latest = Math.max(latest + 1, Date.now());
  return { ...given, since: latest, log, cancelled: false, over, end };
}

/** The `values` a run ended with, as JSON text; undefined when it told none. */
export function lastValues(log: RunLog): string | undefined {
  const failed = log.events.find(({ event }) => event === 'error');
  if (failed) return `{"__error__":${failed.data}}`;
  return log.events.findLast(({ event }) => event === 'values')?.data;
}

/** How a run went, from how it stopped: `interrupt()` and a stop the client asked for are how LangGraph succeeds. */
export function howItEnded(run: LiveRun, stopped: Stopped | undefined): RunStatus {
  if (run.log.events.some(({ event }) => event === 'error')) return 'error';
  if (run.cancelled) return 'interrupted';
  const ours = stopped && !stopped.requested && stopped.reason !== 'interrupt';
  return ours ? 'interrupted' : 'success';
}

/** A run that was under way when Retrograph ended. */
export const orphaned = (record: RunRecord): RunRecord =>
  record.status === 'pending' || record.status === 'running'
    ? { ...record, status: 'interrupted' }
    : record;

/** For a run that begins later; keeps no process alive. */
export const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
