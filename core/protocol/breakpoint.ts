/** Where a breakpoint is: there is at most one of each. */
export interface BreakpointPlace {
  /** Node id, `sub:inner` in a subgraph; `''` for any, with `channel` and on errors. */
  node: string;
  /** `error`: where a task throws, before anything else hears of it. */
  when: 'before' | 'after' | 'error';
  /** In place of a node: after every task that writes to this channel of its graph. */
  channel?: string;
  /** With `after`: where the graph goes on from there to this node, an edge of the two. */
  to?: string;
}

/** Where whatever fails is held. */
export const onErrors: BreakpointPlace = { node: '', when: 'error' };

/**
 * A breakpoint on one side of a node, on an edge, on a channel, or on errors; `setBreakpoints` sends them all. Conditions are
 * named as in DAP, and mean what they mean in VS Code; with any of the three, and where it is on no node, the task is held
 * with the very value it is about, and nothing else is.
 */
export interface Breakpoint extends BreakpointPlace {
  enabled: boolean;
  /**
   * A JavaScript expression, evaluated by the process that runs the graph: it stops only where that is true. It knows
   * `input`, `output` (after), `error` (on errors), `config`, `hits`, and the fields of what goes in, or comes out, by their names.
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

/** What tells places apart, in words: `before agent`, `on agent → tools`, `after channel log`, `on errors`. */
export function placeKey({ node, when, channel, to }: BreakpointPlace): string {
  if (when === 'error') return node === '' ? 'on errors' : `on errors of ${node}`;
  if (to !== undefined) return `on ${node} → ${to}`;
  return channel === undefined ? `${when} ${node}` : `${when} channel ${channel}`;
}

/** Only where it is. */
export const placeOf = ({ node, when, channel, to }: BreakpointPlace): BreakpointPlace => ({
  node,
  when,
  ...(channel !== undefined && { channel }),
  ...(to !== undefined && { to }),
});

/** Whether it looks at the value of a task, which only who runs the graph can do. */
export const isConditional = (one: BreakpointPlace & Partial<Breakpoint>): boolean =>
  one.channel !== undefined ||
  one.to !== undefined ||
  one.when === 'error' ||
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
