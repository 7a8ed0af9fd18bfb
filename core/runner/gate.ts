import type { BreakpointPlace } from '../protocol/breakpoint.ts';
import { isAbort, isBubbleUp, isGraphInterrupt, toTaskError } from './taskError.ts';
import type { InterruptError } from './taskError.ts';
import { mayHold, stopReason } from './breakpoints.ts';
import type { Run, Scope, Side, TaskScope } from './context.ts';
import { scopes } from './context.ts';
import { Instead } from './holds.ts';
import { interruptKey } from './interrupts.ts';
import type { RunnableConfig } from './langgraph.ts';
import { tapWriter, writeOutput } from './output.ts';
import { nodePath } from '../protocol/namespace.ts';
import { beginTask, namespaceOf, taskIdOf } from './taskInfo.ts';

type Invoke = (input: unknown, config: RunnableConfig) => Promise<unknown>;
type Call = (func: unknown, name: string, input: unknown, options?: object) => unknown;

/**
 * The scope a task with this config begins in. Undefined outside a run, for calls within a task that has begun, and for
 * the tasks of a graph that runs on a thread of its own inside a node: that one is the node's private affair.
 */
export function enclosing(config: RunnableConfig | undefined): Scope | undefined {
  const scope = scopes.getStore();
  const id = taskIdOf(config);
  if (!scope || !config || id === '' || id === scope.task?.id) return undefined;
  const path = nodePath(namespaceOf(config));
  const above = scope.task ? nodePath(scope.task.task_ns) : '';
  return path.startsWith(above) ? scope : undefined;
}

/** A held task would trip its time limit, and a functional task gets its limit from the call. */
function withoutTimeout(call: Call): Call {
  return (func, name, input, options) =>
    call(func, name, input, { ...options, timeout: undefined });
}

function taskConfig(scope: TaskScope, config: RunnableConfig): RunnableConfig {
  const call = config.configurable?.['__pregel_call'];
  return {
    ...config,
    ...(typeof config['writer'] === 'function' && { writer: tapWriter(config['writer']) }),
    ...(typeof call === 'function' &&
      mayHold(scope.run) && {
        configurable: { ...config.configurable, __pregel_call: withoutTimeout(call as Call) },
      }),
  };
}

function recordInterrupt(scope: TaskScope, error: InterruptError) {
  const { run, task } = scope;
  if (error.interrupts.length > 0) {
    for (const interrupt of error.interrupts) {
      const key = interruptKey(interrupt);
      const { id: task_id, node, checkpoint_ns } = task;
      if (key && !run.debuggee.askers.has(key)) {
        run.debuggee.askers.set(key, { task_id, node, checkpoint_ns });
      }
    }
    task.status = 'interrupted';
    return;
  }
  // No interrupts: the graph inside stopped at a boundary, and passes that on through every level above.
  if (scope.boundary && run.stops.every((stop) => !stop.node.startsWith(`${task.node}:`))) {
    run.stops.push(scope.boundary);
  }
  task.status = 'next';
}

function recordFailure({ run, task }: TaskScope, error: unknown, config: RunnableConfig) {
  if (isBubbleUp(error)) task.status = 'done';
  else if (isAbort(error, config.signal) || run.abort.signal.aborted) task.status = 'cancelled';
  else {
    task.status = 'error';
    task.error = toTaskError(error);
    if (typeof error === 'object' && error !== null && !run.culprits.has(error)) {
      run.culprits.set(error, task);
    }
  }
}

const report = ({ run, task }: TaskScope) => {
  if (run.live.has(task.id)) run.emitter.tasks(run.thread_id, [task]);
};

/** The breakpoint whose condition has the task held; prints what they say. */
function heldBy(
  { run, node, call }: TaskScope,
  when: Side,
  value: unknown,
): BreakpointPlace | undefined {
  const conditions = run.silent ? [] : run.breakpoints.conditions(node, when, value);
  if (conditions.length === 0) return undefined;
  const { config } = call;
  const sight = when === 'before' ? { input: value, config } : { ...call, output: value };
  // All of them are asked: those that come after one that holds count and print too.
  const verdicts = conditions.map(({ place, judge }) => ({ place, ...judge(sight, run.hits) }));
  for (const { says } of verdicts) if (says !== undefined) writeOutput('retrograph', `${says}\n`);
  return verdicts.find(({ holds }) => holds)?.place;
}

/** Lets a value pass, or holds its task first: the place for everything that stops a task inside its super-step. */
export async function pass(scope: TaskScope, when: Side, value: unknown): Promise<unknown> {
  const { run, node, place } = scope;
  const by = heldBy(scope, when, value);
  const reason = by
    ? 'breakpoint'
    : scope.functional
      ? stopReason(run, { node, when, depth: place })
      : undefined;
  if (reason) return run.holds.hold(scope, { when, reason, value, ...(by && { by }) });
  if (when === 'before') report(scope);
  return value;
}

/**
 * What has happened so far is told, and what led here is on the tape: from here on the task may spin or exit, and both
 * processes may be killed. Throws when something could not be stored.
 */
async function recorded(run: Run): Promise<void> {
  await run.emitter.sent();
  await run.commits.settled();
  if (run.failure) throw run.failure.error;
}

/**
 * Runs one attempt of one task in a scope of its own and reports it. `body` is the user's code, with the input the gate
 * let pass, or an `Instead`.
 *
 * An abandoned task (its run was aborted, but JavaScript cannot be stopped) is not reported any more.
 */
export async function runTask(
  around: Scope,
  name: string,
  call: { input: unknown; config: RunnableConfig; functional: boolean },
  body: (scope: TaskScope, input: unknown, config: RunnableConfig) => Promise<unknown>,
): Promise<unknown> {
  const { run } = around;
  const { input, config, functional } = call;
  const task = beginTask(around, name, config, functional);
  const place = functional ? around.callDepth : around.depth;
  const depth = place + 1;
  const callDepth = functional ? depth : place;
  const scope: TaskScope = {
    run,
    node: task.node,
    place,
    depth,
    callDepth,
    task,
    functional,
    call: { input, config },
    held: 0,
  };
  const began = performance.now();
  run.tasks.set(task.id, task);
  run.live.add(task.id);
  run.debuggee.seen.add(task.node);
  return scopes.run(scope, async () => {
    try {
      const given = await pass(scope, 'before', input);
      scope.call.input = given;
      await recorded(run);
      const output = await body(scope, given, taskConfig(scope, config));
      task.status = 'done';
      return output;
    } catch (error) {
      if (isGraphInterrupt(error)) recordInterrupt(scope, error);
      else recordFailure(scope, error, config);
      throw error;
    } finally {
      task.duration = Math.round((performance.now() - began - scope.held) * 100) / 100;
      report(scope);
      run.live.delete(task.id);
    }
  });
}

/** A task of the functional API: the gate is around its whole body. */
export const runCall = (
  around: Scope,
  name: string,
  call: { input: unknown; config: RunnableConfig },
  invoke: Invoke,
) =>
  runTask(around, name, { ...call, functional: true }, async (scope, input, config) =>
    input instanceof Instead ? input.output : pass(scope, 'after', await invoke(input, config)),
  );
