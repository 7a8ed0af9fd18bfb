import type { Pregel } from '../langgraph.ts';
import { builderOf } from './builder.ts';

type AnyFunction = (...args: never[]) => unknown;

/** LangChain's classes around one plain function. Their subclasses (ToolNode, AgentNode…) run code of the library. */
const WRAPPERS = new Set(['RunnableCallable', 'RunnableLambda']);

/** The function a node runs, where the node is one of the user's functions. */
export function nodeFunction(pregel: Pregel, name: string): AnyFunction | undefined {
  const builder = builderOf(pregel);
  return functionOf(builder?.nodes[name]?.runnable ?? pregel.nodes[name]?.bound);
}

/** The function behind a node's runnable, by the same rule. */
export function functionOf(runnable: unknown): AnyFunction | undefined {
  if (typeof runnable === 'function') return runnable as AnyFunction;
  if (typeof runnable !== 'object' || runnable === null) return undefined;
  const { constructor, func, bound } = runnable as {
    constructor?: { name?: string };
    func?: unknown;
    bound?: unknown;
  };
  if (WRAPPERS.has(constructor?.name ?? ''))
    return typeof func === 'function' ? (func as AnyFunction) : undefined;
  // `withConfig` and `bind` wrap.
  return constructor?.name === 'RunnableBinding' ? functionOf(bound) : undefined;
}
