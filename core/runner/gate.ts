import type { BreakpointPlace } from '../protocol/breakpoint.ts';
import { isAbort, isBubbleUp, isGraphInterrupt, toTaskError } from './taskError.ts';
import type { InterruptError } from './taskError.ts';
import { stopReason } from './breakpoints.ts';
import type { Condition } from './condition.ts';
import type { HoldSide, Run, Scope, Side, TaskScope } from './context.ts';
import { scopes } from './context.ts';
import { Instead } from './holds.ts';
import { interruptKey } from './interrupts.ts';
import type { RunnableConfig } from './langgraph.ts';
import { writeOutput } from './output.ts';
import { nodePath } from '../protocol/namespace.ts';
import { rewinding, taskConfig } from './taskConfig.ts';
import { beginTask, namespaceOf, taskIdOf } from './taskInfo.ts';

type Invoke = (input: unknown, config: RunnableConfig) => Promise<unknown>;

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

const sightOf = {
  before: (input: unknown, { config }: TaskScope['call']) => ({ input, config }),
  after: (output: unknown, call: TaskScope['call']) => ({ ...call, output }),
  error: (error: unknown, call: TaskScope['call']) => ({ ...call, error }),
};

/** The breakpoint whose condition has the task held; prints what they say. */
function heldBy(
  { run, node, task, call }: TaskScope,
  when: HoldSide,
  value: unknown,
  conditions: Condition[] = run.breakpoints.conditions(node, when, value),
): BreakpointPlace | undefined {
  // A task that its run has left behind stops nobody.
  if (run.silent || conditions.length === 0 || !run.live.has(task.id)) return undefined;
  const sight = sightOf[when](value, call);
  // All of them are asked: those that come after one that holds count and print too.
  const verdicts = conditions.map(({ place, judge }) => ({ place, ...judge(sight, run.hits) }));
  for (const { says } of verdicts) if (says !== undefined) writeOutput('retrograph', `${says}\n`);
  return verdicts.find(({ holds }) => holds)?.place;
}

/** Lets a value pass, or holds its task first: the place for everything that stops a task where it begins or ends. */
async function pass(scope: TaskScope, when: Side, value: unknown): Promise<unknown> {
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

/** What a task gave is written, and where the graph goes on from there is known: holds it if a breakpoint is on that edge. */
async function routed(scope: TaskScope, value: unknown): Promise<void> {
  const { run, node, sent } = scope;
  if (!sent) return;
  const by = heldBy(scope, 'after', value, run.breakpoints.onEdges(node, sent));
  const hold = { when: 'after', reason: 'breakpoint', value, written: true } as const;
  if (by) await run.holds.hold(scope, { ...hold, by });
}

/** What LangGraph throws in place of what is no object, such as a text (`_runWithRetry` in pregel/retry.js). */
const isOfNoObject = (error: unknown): boolean =>
  error instanceof TypeError && error.message.includes("'pregelTaskId'");

/** What a graph or task within it threw is that one's own; several that failed at once are told in one. */
const isOfWithin = ({ thrown }: Scope, error: unknown): boolean =>
  thrown !== undefined &&
  (thrown.has(error) ||
    isOfNoObject(error) ||
    (error instanceof AggregateError && error.errors.some((one) => thrown.has(one))));

/**
 * A task whose code threw may be held there. Resolves with what it is to run again with, an `Instead` for an output; throws
 * `error` where it is let go with that, as at once where nothing holds it. `written`: so is what it gave, it cannot run again.
 */
async function failed(scope: TaskScope, error: unknown, written = false): Promise<unknown> {
  const { run, call } = scope;
  const isSignal = isGraphInterrupt(error) || isBubbleUp(error);
  const isCut = run.abort.signal.aborted || isAbort(error, call.config.signal);
  if (isSignal || isCut || isOfWithin(scope, error)) throw error;
  const own = (scope.thrown ??= new Set()).add(error);
  const by = heldBy(scope, 'error', error);
  if (!by) throw error;
  const hold = { when: 'error', reason: 'exception', value: call.input, by, written } as const;
  const given = await run.holds.hold(scope, { ...hold, thrown: { error } });
  // It may throw the very same again.
  own.delete(error);
  return given;
}

/** The task's own code: runs it, again if a person has it so where it failed, and lets pass what it gives. */
export async function attempted(
  scope: TaskScope,
  input: unknown,
  invoke: (input: unknown) => Promise<unknown>,
): Promise<unknown> {
  if (input instanceof Instead) return input.output;
  scope.call.input = input;
  const rewind = rewinding(scope.call.config);
  let output: unknown;
  try {
    output = await invoke(input);
  } catch (error) {
    const again = await failed(scope, error);
    rewind();
    return attempted(scope, again, invoke);
  }
  return pass(scope, 'after', output);
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
      await recorded(run);
      const output = await body(scope, given, taskConfig(scope, config)).catch((error: unknown) =>
        failed(scope, error, true),
      );
      await routed(scope, output);
      task.status = 'done';
      return output;
    } catch (error) {
      if (around.task) (around.thrown ??= new Set()).add(error);
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
  runTask(around, name, { ...call, functional: true }, async (scope, given, config) =>
    attempted(scope, given, async (input) => invoke(input, config)),
  );
