import type { Side } from './context.ts';
import { nodeIn, scopes } from './context.ts';
import { stopReason } from './breakpoints.ts';
import type { Pregel } from './langgraph.ts';

const ours = new WeakSet<object>();

/**
 * A list for `interruptBefore` or `interruptAfter` that decides when it is asked. LangGraph keeps it by reference and
 * asks `includes` before and after each super-step (`shouldInterrupt` in pregel/algo.js, every version), so a breakpoint
 * may change under a run. It stays empty, because a list with a length is also asked about functional tasks, and
 * naming one breaks the run (`acceptPush` in pregel/loop.js).
 *
 * `also`: what the user's own code asked for.
 */
export function liveNodes(instance: Pregel, when: Side, also?: string[] | '*'): string[] {
  const list: string[] = [];
  list.includes = (name) => {
    const scope = scopes.getStore();
    if (!scope || name === '__start__' || !Object.hasOwn(instance.nodes, name)) return false;
    const node = nodeIn(scope, name);
    const theirs = also === '*' || also?.includes(name);
    const reason =
      stopReason(scope.run, { node, when, depth: scope.depth }) ??
      (theirs ? 'breakpoint' : undefined);
    // Overwritten by every question, so that what stands when a graph stops is what stopped it: LangGraph also asks
    // where it will not stop, on the first super-step after a resume.
    scope.boundary = reason && { reason, when, node };
    return reason !== undefined;
  };
  ours.add(list);
  return list;
}

export const isLive = (list: unknown): boolean =>
  typeof list === 'object' && list !== null && ours.has(list);
