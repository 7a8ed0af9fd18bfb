import {
  isConditional,
  judged,
  onErrors,
  placeKey,
  type Breakpoint,
  type BreakpointPlace,
} from '../protocol/breakpoint.ts';
import type { GraphModel } from '../protocol/graph.ts';
import type { Stopped } from '../protocol/model.ts';
import { compileCondition, NoCondition, type Condition } from './condition.ts';
import type { HoldSide, Run, Side } from './context.ts';
import { routesOf, type Write } from './routes.ts';
import { writesOf } from './writes.ts';

/** The breakpoints in force. One object for ever: a change takes effect in a run that is under way. */
export interface Breakpoints {
  /** One without a condition: it stops the graph between two super-steps. */
  has: (node: string, when: Side) => boolean;
  /** Those that hold the single task: of a place with a condition, of the channels that `value` writes to, and on errors. */
  conditions: (node: string, when: HoldSide, value: unknown) => Condition[];
  /** There are some on edges from there: what its tasks write is to be known. */
  watches: (node: string) => boolean;
  /** Those on the edges that a task takes which has written this. */
  onEdges: (node: string, writes: readonly Write[]) => Condition[];
  /** True when some breakpoint may have to hold a single task. */
  mayHold: () => boolean;
  /** Replaces the whole list; answers with the verified one. */
  set: (breakpoints: Breakpoint[]) => Breakpoint[];
}

/** `seen`: ids of what has run, which makes functional tasks and undeclared subgraphs known. */
export function createBreakpoints(model: GraphModel, seen: ReadonlySet<string>): Breakpoints {
  let active = new Set<string>();
  let conditions = new Map<string, Condition>();
  let holding = false;
  /** There are some on channels. */
  let watching = false;
  /** The nodes that edges with one come from. */
  let sources = new Set<string>();
  const nodes = new Map(model.nodes.map((node) => [node.id, node]));
  /** Only a run shows which subgraphs a node's function calls. */
  const mayCall = (node: string) => nodes.get(node)?.kind === 'node' || seen.has(node);

  /** Why a run does not stop there (yet). */
  const whyNot = ({ node, channel, to }: BreakpointPlace): string | undefined => {
    if (channel !== undefined) return whyNoChannel(channel);
    if (node === '') return undefined;
    if (to !== undefined && !nodes.has(to)) return `The graph has no node ${to}.`;
    const kind = nodes.get(node)?.kind;
    if (kind === 'start' || kind === 'end') return 'A run cannot stop here: choose a node.';
    if (kind !== undefined || seen.has(node)) return undefined;
    if (model.kind === 'functional')
      return `No task called ${node} has run yet; the breakpoint holds it when it does.`;
    return mayCall(node.slice(0, node.lastIndexOf(':')))
      ? `No node called ${node} has run yet; the breakpoint stops there when it does.`
      : `The graph has no node ${node}.`;
  };

  const whyNoChannel = (channel: string): string | undefined => {
    if (model.kind === 'functional') return 'A graph of the functional API has no channels.';
    if (model.channels.some(({ name }) => name === channel)) return undefined;
    // Those of subgraphs are not in the model.
    return `The graph has no channel ${channel}; the breakpoint stops where a subgraph writes to one.`;
  };

  /** The condition of one, or why there can be none. */
  const understood = (breakpoint: Breakpoint): Condition | string => {
    try {
      return compileCondition(breakpoint);
    } catch (error) {
      if (error instanceof NoCondition) return error.message;
      throw error;
    }
  };

  const conditionsAt = (places: BreakpointPlace[]): Condition[] =>
    places.flatMap((place) => conditions.get(placeKey(place)) ?? []);

  return {
    has: (node, when) => active.has(placeKey({ node, when })),
    conditions(node, when, value) {
      if (conditions.size === 0) return [];
      const places: BreakpointPlace[] = [{ node, when }];
      if (when === 'error') places.push(onErrors);
      if (watching && when === 'after')
        for (const channel of Object.keys(writesOf(value)))
          places.push({ node: '', when, channel });
      return conditionsAt(places);
    },
    watches: (node) => sources.has(node),
    onEdges: (node, writes) =>
      conditionsAt(routesOf(node, writes, model.edges).map((to) => ({ node, when: 'after', to }))),
    mayHold: () => holding,
    set(breakpoints) {
      active = new Set();
      conditions = new Map();
      holding = false;
      const inForce = breakpoints.filter(({ enabled }) => enabled);
      watching = inForce.some(({ channel }) => channel !== undefined);
      sources = new Set(inForce.flatMap(({ node, to }) => (to === undefined ? [] : node)));
      return breakpoints.map((breakpoint) => {
        const { node, enabled } = breakpoint;
        const condition = isConditional(breakpoint) ? understood(breakpoint) : undefined;
        if (typeof condition === 'string') return judged(breakpoint, condition);
        const place = placeKey(breakpoint);
        if (enabled && condition) conditions.set(place, condition);
        else if (enabled) active.add(place);
        holding ||= enabled && (condition ? condition.holds : !nodes.has(node));
        return judged(breakpoint, whyNot(breakpoint));
      });
    },
  };
}

/**
 * The one decision between super-steps, and for functional tasks: why a run stops at `place`, or undefined when it goes on. `depth` is that of the super-step for a
 * node, of the call for a functional task.
 */
export function stopReason(
  run: Run,
  place: { node: string; when: Side; depth: number },
): Stopped['reason'] | undefined {
  if (run.silent) return undefined;
  if (run.breakpoints.has(place.node, place.when)) return 'breakpoint';
  if (place.when === 'after') return undefined;
  if (run.pauseRequested) return 'pause';
  switch (run.mode) {
    case 'continue':
      return undefined;
    case 'stepInto':
      return 'step';
    case 'stepOver':
      return place.depth <= run.startDepth ? 'step' : undefined;
    case 'stepOut':
      return place.depth < run.startDepth ? 'step' : undefined;
  }
}

/** True when this run may hold a task, so that the time limits of its nodes must not run. */
export const mayHold = (run: Run): boolean =>
  run.mode !== 'continue' || run.pauseRequested || run.breakpoints.mayHold();
