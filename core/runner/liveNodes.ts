import type { Side } from './context.ts';
import { nodeIn, scopes } from './context.ts';
import { stopReason } from './breakpoints.ts';
import type { Pregel } from './langgraph.ts';

type NodeNames = string[] | '*';

const ours = new WeakSet<object>();

const names = (list: NodeNames | undefined, name: string): boolean =>
  list === '*' || (list?.includes(name) ?? false);

/**
 * A list for `interruptBefore` or `interruptAfter` that decides when it is asked. LangGraph keeps it by reference and
 * asks `includes` before and after each super-step (`shouldInterrupt` in pregel/algo.js, every version), so a breakpoint
 * may change under a run. It stays empty, because a list with a length is also asked about functional tasks, and
 * naming one breaks the run (`acceptPush` in pregel/loop.js).
 *
 * `also`: what the user's own code, or the client of a run, asked for. `compiled`: what the graph was compiled with,
 * which became breakpoints of the window; in a client's run they end it as they would without a debugger, unless
 * somebody turned them off.
 */
export function liveNodes(
  instance: Pregel,
  when: Side,
  { also, compiled }: { also?: NodeNames; compiled?: NodeNames },
): string[] {
  const list: string[] = [];
  list.includes = (name) => {
    const scope = scopes.getStore();
    if (!scope || name === '__start__' || !Object.hasOwn(instance.nodes, name)) return false;
    const node = nodeIn(scope, name);
    const { run } = scope;
    const theirs =
      names(also, name) ||
      (run.client !== undefined && names(compiled, name) && run.breakpoints.has(node, when));
    const reason =
      stopReason(run, { node, when, depth: scope.depth }) ?? (theirs ? 'breakpoint' : undefined);
    // Overwritten by every question, so that what stands when a graph stops is what stopped it: LangGraph also asks
    // where it will not stop, on the first super-step after a resume.
    scope.boundary = reason && { reason, when, node, ...(theirs && { requested: true }) };
    return reason !== undefined;
  };
  ours.add(list);
  return list;
}

export const isLive = (list: unknown): boolean =>
  typeof list === 'object' && list !== null && ours.has(list);
