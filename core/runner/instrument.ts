import { attempted, enclosing, runCall, runTask } from './gate.ts';
import { mayHold } from './breakpoints.ts';
import type { Side, TaskScope } from './context.ts';
import { scopes } from './context.ts';
import type { Pregel, PregelNode, RunnableConfig } from './langgraph.ts';
import { isLive, liveNodes } from './liveNodes.ts';

interface Runnable {
  invoke: (input: unknown, config: RunnableConfig) => Promise<unknown>;
  first?: Runnable;
}

interface RunnableCallable extends Runnable {
  name?: string;
  trace?: boolean;
  recurse?: boolean;
}

type Node = PregelNode & { getNode: () => Runnable | undefined };
type Defaults = (this: Pregel, config: RunnableConfig) => unknown;

const sides = [
  ['interruptBefore', 'before'],
  ['interruptAfter', 'after'],
] as const;

/** What graphs were compiled to stop at, before live lists took its place. */
const compiled = new WeakMap<Pregel, Partial<Record<Side, string[] | '*'>>>();

const done = new WeakSet<object>();

const once = (thing: object): boolean => {
  if (done.has(thing)) return false;
  done.add(thing);
  return true;
};

/** `runnable` in all but `invoke`; the original, which may be shared, is not touched. */
const withInvoke = (runnable: Runnable, invoke: Runnable['invoke']): Runnable =>
  Object.create(runnable, { invoke: { value: invoke } }) as Runnable;

const firsts = new WeakMap<Runnable, Runnable>();

/** The first step of a sequence, which every sequence of its node shares. */
function gatedFirst(first: Runnable): Runnable {
  const known = firsts.get(first);
  if (known) return known;
  const gated = withInvoke(first, async (input, config) => {
    const scope = scopes.getStore();
    return scope?.task
      ? attempted(scope as TaskScope, input, (given) => first.invoke(given, config))
      : first.invoke(input, config);
  });
  firsts.set(first, gated);
  return gated;
}

/**
 * The user's own part is the first step of the sequence a node runs; the steps after it write to channels and take the
 * conditional edges. The task is all of it, so that an error in a router belongs to its node.
 */
function gated(runnable: Runnable, bound: unknown, name: string): Runnable {
  const first = runnable === bound ? undefined : runnable.first;
  const invoke = runnable.invoke.bind(runnable);
  const gatedInvoke: Runnable['invoke'] = (input, config) => {
    const around = enclosing(config);
    if (!around) return invoke(input, config);
    const call = { input, config, functional: false };
    return runTask(around, name, call, async (scope, given, own) =>
      // What it gives in place of running is written to channels and routed like any output: by the steps after the first.
      first ? invoke(given, own) : attempted(scope, given, (one) => invoke(one, own)),
    );
  };
  if (!first) return withInvoke(runnable, gatedInvoke);
  runnable.first = gatedFirst(first);
  runnable.invoke = gatedInvoke;
  return runnable;
}

/**
 * `getNode` is where LangGraph takes what a task runs, for every kind of node and in every version (pregel/algo.js). It
 * makes a new sequence each time, except for a node without writers, which runs `bound` itself.
 */
function gateNode(name: string, node: Node) {
  if (name === '__start__' || typeof node.getNode !== 'function' || !once(node)) return;
  const getNode = node.getNode.bind(node);
  node.getNode = () => {
    const runnable = getNode();
    return runnable && gated(runnable, node.bound, name);
  };
  liftLimit(node, 'timeout');
}

/** A time limit must not run in a run that may hold a task. */
function liftLimit(thing: object, key: 'timeout' | 'stepTimeout') {
  let limit: unknown = Reflect.get(thing, key);
  if (limit === undefined) return;
  Object.defineProperty(thing, key, {
    configurable: true,
    enumerable: true,
    get: () => {
      const run = scopes.getStore()?.run;
      return run && mayHold(run) ? undefined : limit;
    },
    set: (given: unknown) => {
      limit = given;
    },
  });
}

/** The prototype of `thing` that has `key` as its own: reaches LangGraph's classes without importing a copy. */
function prototypeWith(thing: object, key: string): Record<string, unknown> | undefined {
  let at: unknown = Object.getPrototypeOf(thing);
  while (typeof at === 'object' && at !== null && !Object.hasOwn(at, key))
    at = Object.getPrototypeOf(at);
  return typeof at === 'object' && at !== null ? (at as Record<string, unknown>) : undefined;
}

/**
 * Functional tasks are no nodes: each call makes a `RunnableCallable` with `trace` and `recurse` off
 * (`getRunnableForFunc` in pregel/call.js), so the gate is on the class.
 */
function gateCalls(node: PregelNode) {
  const callables = [node.bound, ...((node['writers'] ?? []) as object[])];
  const prototype = callables
    .map((thing) => prototypeWith(thing, '_tracedInvoke'))
    .find((at) => at);
  if (!prototype || !once(prototype)) return;
  const invoke = prototype['invoke'] as Runnable['invoke'];
  prototype['invoke'] = function (this: RunnableCallable, input: unknown, config: RunnableConfig) {
    const around = this.recurse === false && this.trace === false ? enclosing(config) : undefined;
    if (!around || !this.name || config.metadata?.['langgraph_node'] !== this.name)
      return invoke.call(this, input, config);
    return runCall(around, this.name, { input, config }, (given, own) =>
      invoke.call(this, given, own),
    );
  };
}

/**
 * Every compiled graph asks `_defaults` for its breakpoints and saver when it starts, also one that a node's function
 * calls and no node declares. Where a version has no such method, only declared graphs are known.
 */
function hookStart(pregel: Pregel) {
  const prototype = prototypeWith(pregel, '_defaults');
  if (!prototype || !once(prototype)) return;
  const defaults = prototype['_defaults'] as Defaults;
  prototype['_defaults'] = function (this: Pregel, config: RunnableConfig) {
    const scope = scopes.getStore();
    if (!scope) return defaults.call(this, config);
    scope.run.debuggee.adopt(this);
    // A graph that is not nested swallows its own stop, and the node that called it would go on with half a result.
    const detached =
      scope.task !== undefined && config.configurable?.['__pregel_read'] === undefined;
    const own = { ...config };
    for (const [key, when] of sides) {
      const given = config[key] as string[] | '*' | undefined;
      const theirs = isLive(given) ? undefined : given;
      if (detached) own[key] = theirs ?? compiled.get(this)?.[when] ?? [];
      else if (theirs !== undefined) own[key] = liveNodes(this, when, { also: theirs });
    }
    return defaults.call(this, own);
  };
}

/**
 * Lets a `DeltaChannel` (1.4 on) put its whole value into every checkpoint that changes it, which its next value starts from as
 * from any other. The store keeps only what changed anyway; without it nobody but the graph's code could tell the value.
 */
function keepWhole(channel: Pregel['channels'][string]) {
  if (channel.lc_graph_name === 'DeltaChannel') channel['snapshotFrequency'] = 1;
}

/** Puts a compiled graph under the debugger, once. What it does is decided by the run it finds itself in. */
export function instrument(pregel: Pregel): void {
  if (!once(pregel)) return;
  for (const [name, node] of Object.entries(pregel.nodes)) {
    gateNode(name, node as Node);
    gateCalls(node);
  }
  liftLimit(pregel, 'stepTimeout');
  Object.values(pregel.channels).forEach(keepWhole);
  const { interruptBefore, interruptAfter } = pregel;
  compiled.set(pregel, { before: interruptBefore, after: interruptAfter });
  pregel.interruptBefore = liveNodes(pregel, 'before', { compiled: interruptBefore });
  pregel.interruptAfter = liveNodes(pregel, 'after', { compiled: interruptAfter });
  hookStart(pregel);
}
