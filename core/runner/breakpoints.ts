import { isConditional, placeKey, unverified, type Breakpoint } from '../protocol/breakpoint.ts';
import type { GraphModel } from '../protocol/graph.ts';
import type { Stopped } from '../protocol/model.ts';
import { compileCondition, NoCondition, type Condition } from './condition.ts';
import type { Run, Side } from './context.ts';

/** The breakpoints in force. One object for ever: a change takes effect in a run that is under way. */
export interface Breakpoints {
  /** One without a condition: it stops the graph between two super-steps. */
  has: (node: string, when: Side) => boolean;
  /** That of a conditional one, which holds the single task. */
  condition: (node: string, when: Side) => Condition | undefined;
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
  const nodes = new Map(model.nodes.map((node) => [node.id, node]));
  /** Only a run shows which subgraphs a node's function calls. */
  const mayCall = (node: string) => nodes.get(node)?.kind === 'node' || seen.has(node);

  /** Why a run does not stop there (yet). */
  const whyNot = (node: string): string | undefined => {
    const kind = nodes.get(node)?.kind;
    if (kind === 'start' || kind === 'end') return 'A run cannot stop here: choose a node.';
    if (kind !== undefined || seen.has(node)) return undefined;
    if (model.kind === 'functional')
      return `No task called ${node} has run yet; the breakpoint holds it when it does.`;
    return mayCall(node.slice(0, node.lastIndexOf(':')))
      ? `No node called ${node} has run yet; the breakpoint stops there when it does.`
      : `The graph has no node ${node}.`;
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

  return {
    has: (node, when) => active.has(placeKey({ node, when })),
    condition: (node, when) => conditions.get(placeKey({ node, when })),
    mayHold: () => holding,
    set(breakpoints) {
      active = new Set();
      conditions = new Map();
      holding = false;
      return breakpoints.map((breakpoint) => {
        const { node, enabled } = breakpoint;
        const condition = isConditional(breakpoint) ? understood(breakpoint) : undefined;
        if (typeof condition === 'string') return unverified(breakpoint, condition);
        const place = placeKey(breakpoint);
        if (enabled && condition) conditions.set(place, condition);
        else if (enabled) active.add(place);
        holding ||= enabled && (condition ? condition.holds : !nodes.has(node));
        const message = whyNot(node);
        return message
          ? unverified(breakpoint, message)
          : { ...unverified(breakpoint), verified: true };
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
