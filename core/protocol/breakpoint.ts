/**
 * A breakpoint on one side of a node; `setBreakpoints` sends them all. Conditions are named as in DAP, and mean what they
 * mean in VS Code; with any of the three, the task is held with the very value it is about, and nothing else is.
 */
export interface Breakpoint {
  /** Node id, `sub:inner` in a subgraph. */
  node: string;
  when: 'before' | 'after';
  enabled: boolean;
  /**
   * A JavaScript expression, evaluated by the process that runs the graph: it stops only where that is true. It knows
   * `input`, `output` (after), `config`, `hits`, and the fields of what goes in, or comes out, by their names.
   */
  condition?: string;
  /** Which of the times it is reached counts, of those where the condition is true: `3`, `> 3`, `>= 3`, `< 3`, `% 3`. */
  hitCondition?: string;
  /** Printed to Output in place of stopping, with the value of every `{expression}` in it. */
  logMessage?: string;
  verified: boolean;
  /** Why it is not verified: one sentence. */
  message?: string;
}

/** Where a breakpoint is: there is at most one of each. */
export type BreakpointPlace = Pick<Breakpoint, 'node' | 'when'>;

export const placeKey = ({ node, when }: BreakpointPlace): string => `${when} ${node}`;

/** Whether it looks at the value of a task, which only who runs the graph can do. */
export const isConditional = (one: Breakpoint): boolean =>
  one.condition !== undefined || one.hitCondition !== undefined || one.logMessage !== undefined;

/** The same before anybody has looked at it; `message` says why nobody can. */
export function unverified(breakpoint: Breakpoint, message?: string): Breakpoint {
  const one = { ...breakpoint, verified: false };
  delete one.message;
  return message === undefined ? one : { ...one, message };
}
