import type { Access, Permit } from './access.ts';
import type { RunCreate } from './schemas.ts';

interface Wanted {
  /** Absent for a run that gets a thread of its own. */
  thread_id: string | undefined;
  assistant_id: string;
  run_id: string;
  payload: RunCreate;
}

/** A run as its client may start it, and whose threads are theirs. The fields are those of langgraph-api 1.5.1. */
export async function askToRun(
  access: Access,
  { payload, ...ids }: Wanted,
): Promise<{ payload: RunCreate; fits: Permit<unknown>['fits'] }> {
  const { multitask_strategy = 'reject', if_not_exists = 'reject', after_seconds = 0 } = payload;
  const { value, fits } = await access.ask('threads:create_run', {
    ...ids,
    status: 'pending',
    metadata: payload.metadata ?? {},
    prevent_insert_if_inflight: multitask_strategy === 'reject',
    multitask_strategy,
    if_not_exists,
    after_seconds,
    kwargs: payload,
  });
  return { payload: { ...payload, metadata: value.metadata }, fits };
}
