import type { GraphModel } from '../protocol/graph.ts';
import type { Breakpoint } from '../protocol/breakpoint.ts';
import type { Stopped } from '../protocol/model.ts';
import type { Run, Side } from './context.ts';

/** The breakpoints in force. One object for ever: a change takes effect in a run that is under way. */
export interface Breakpoints {
  has: (node: string, when: Side) => boolean;
  /** True when some breakpoint may have to hold a single task. */
  mayHold: () => boolean;
  /** Replaces the whole list; answers with the verified one. */
  set: (breakpoints: Breakpoint[]) => Breakpoint[];
}

/** `seen`: ids of what has run, which makes functional tasks and undeclared subgraphs known. */
export function createBreakpoints(model: GraphModel, seen: ReadonlySet<string>): Breakpoints {
  let active = new Set<string>();
  let holding = false;
  const nodes = new Map(model.nodes.map((node) => [node.id, node]));
  const key = (node: string, when: Side) => `${when} ${node}`;

  /** Only a run shows which subgraphs a node's function calls. */
  const mayCall = (node: string) => nodes.get(node)?.kind === 'node' || seen.has(node);

  const verify = (breakpoint: Breakpoint): Breakpoint => {
    const { node, when, enabled } = breakpoint;
    const kind = nodes.get(node)?.kind;
    if (kind === 'start' || kind === 'end') {
      return {
        node,
        when,
        enabled,
        verified: false,
        message: 'A run cannot stop here: choose a node.',
      };
    }
    if (kind !== undefined || seen.has(node)) return { node, when, enabled, verified: true };
    const message =
      model.kind === 'functional'
        ? `No task called ${node} has run yet; the breakpoint holds it when it does.`
        : mayCall(node.slice(0, node.lastIndexOf(':')))
          ? `No node called ${node} has run yet; the breakpoint stops there when it does.`
          : `The graph has no node ${node}.`;
    return { node, when, enabled, verified: false, message };
  };

  return {
    has: (node, when) => active.has(key(node, when)),
    mayHold: () => holding,
    set(breakpoints) {
      const enabled = breakpoints.filter((breakpoint) => breakpoint.enabled);
      active = new Set(enabled.map(({ node, when }) => key(node, when)));
      holding = enabled.some(({ node }) => !nodes.has(node));
      return breakpoints.map(verify);
    },
  };
}

/**
 * The one decision: why a run stops at `place`, or undefined when it goes on. `depth` is that of the super-step for a
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
