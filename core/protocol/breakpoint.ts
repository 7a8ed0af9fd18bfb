/** Where a breakpoint is: there is at most one of each. */
export interface BreakpointPlace {
  /** Node id, `sub:inner` in a subgraph; `''` with `channel`. */
  node: string;
  when: 'before' | 'after';
  /** In place of a node: after every task that writes to this channel of its graph. */
  channel?: string;
}

/**
 * A breakpoint on one side of a node, or on a channel; `setBreakpoints` sends them all. Conditions are named as in DAP, and
 * mean what they mean in VS Code; with any of the three, and on a channel, the task is held with the very value it is
 * about, and nothing else is.
 */
export interface Breakpoint extends BreakpointPlace {
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

export const placeKey = ({ node, when, channel }: BreakpointPlace): string =>
  channel === undefined ? `${when} ${node}` : `${when} channel ${channel}`;

/** Whether it looks at the value of a task, which only who runs the graph can do. */
export const isConditional = (one: Breakpoint): boolean =>
  one.channel !== undefined ||
  one.condition !== undefined ||
  one.hitCondition !== undefined ||
  one.logMessage !== undefined;

/** The same before anybody has looked at it; `message` says why nobody can. */
export function unverified(breakpoint: Breakpoint, message?: string): Breakpoint {
  const one = { ...breakpoint, verified: false };
  delete one.message;
  return message === undefined ? one : { ...one, message };
}

/** The same as somebody has looked at it: verified, unless there is a reason why it stops nothing. */
export const judged = (breakpoint: Breakpoint, whyNot: string | undefined): Breakpoint =>
  whyNot === undefined
    ? { ...unverified(breakpoint), verified: true }
    : unverified(breakpoint, whyNot);
