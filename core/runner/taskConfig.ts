import { mayHold } from './breakpoints.ts';
import type { TaskScope } from './context.ts';
import type { RunnableConfig } from './langgraph.ts';
import { tapWriter } from './output.ts';
import type { Write } from './routes.ts';

type Send = (writes: Write[]) => unknown;
type Call = (func: unknown, name: string, input: unknown, options?: object) => unknown;

/** A held task would trip its time limit, and a functional task gets its limit from the call. */
function withoutTimeout(call: Call): Call {
  return (func, name, input, options) =>
    call(func, name, input, { ...options, timeout: undefined });
}

/** Notes what a task writes, for the breakpoints on edges. */
function noting(scope: TaskScope, send: Send): Send {
  const sent: Write[] = (scope.sent = []);
  return (writes) => {
    sent.push(...writes);
    return send(writes);
  };
}

/** What a task runs with, in place of `config`: its keys are LangGraph's in every version from 0.2 on (constants.js). */
export function taskConfig(scope: TaskScope, config: RunnableConfig): RunnableConfig {
  const { run, node } = scope;
  const { __pregel_call: call, __pregel_send: send } = config.configurable ?? {};
  const changed = {
    ...(typeof call === 'function' &&
      mayHold(run) && { __pregel_call: withoutTimeout(call as Call) }),
    ...(typeof send === 'function' &&
      run.breakpoints.watches(node) && { __pregel_send: noting(scope, send as Send) }),
  };
  return {
    ...config,
    ...(typeof config['writer'] === 'function' && { writer: tapWriter(config['writer']) }),
    ...(Object.keys(changed).length > 0 && {
      configurable: { ...config.configurable, ...changed },
    }),
  };
}

/**
 * Sets back what counts the questions and calls of a task (`interrupt` and tasks go by their number), to what it is now:
 * code that runs again asks and calls from the first. LangGraph's own retries do not, and ask again what was answered.
 */
export function rewinding({ configurable }: RunnableConfig): () => void {
  const scratchpad = configurable?.['__pregel_scratchpad'];
  if (typeof scratchpad !== 'object' || scratchpad === null) return () => {};
  const counts = Object.entries(scratchpad).filter(([, value]) => typeof value === 'number');
  return () => void Object.assign(scratchpad, Object.fromEntries(counts));
}
