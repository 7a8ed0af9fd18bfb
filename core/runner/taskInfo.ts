import type { Json, TaskInfo } from '../protocol/model.ts';
import type { Scope } from './context.ts';
import { nodeIn } from './context.ts';
import type { RunnableConfig } from './langgraph.ts';
import { parentNamespace } from '../protocol/namespace.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The id LangGraph gave the task that runs with this config. */
export const taskIdOf = (config: RunnableConfig | undefined): string =>
  text(config?.configurable?.['__pregel_task_id']);

/** The namespace of what a task with this config calls. */
export const namespaceOf = (config: RunnableConfig): string =>
  text(config.configurable?.['checkpoint_ns']);

/**
 * A task that begins. All facts come from its config, which has them in every version from 0.2 on: the namespace ends in
 * `name:task id`, and `checkpoint_map` holds the checkpoint of each level. A functional task runs from its caller's
 * checkpoint, because it has no level of its own.
 */
export function beginTask(
  scope: Scope,
  name: string,
  config: RunnableConfig,
  functional: boolean,
): TaskInfo {
  const { run } = scope;
  const configurable = config.configurable ?? {};
  const metadata = config.metadata ?? {};
  const id = taskIdOf(config);
  const task_ns = namespaceOf(config);
  const caller = functional ? scope.task : undefined;
  const checkpoint_ns = caller ? caller.checkpoint_ns : parentNamespace(task_ns);
  const map = (configurable['checkpoint_map'] ?? {}) as Record<string, unknown>;
  return {
    id,
    name,
    node: nodeIn(scope, name),
    thread_id: run.thread_id,
    run_id: run.run_id,
    checkpoint_id: caller ? caller.checkpoint_id : text(map[checkpoint_ns]),
    checkpoint_ns,
    task_ns,
    ...(caller && { caller_id: caller.id }),
    status: 'running',
    triggers: (metadata['langgraph_triggers'] ?? []) as string[],
    path: (metadata['langgraph_path'] ?? []) as Json[],
    attempt: (run.tasks.get(id)?.attempt ?? 0) + 1,
    started_at: new Date().toISOString(),
    interrupts: [],
  };
}
