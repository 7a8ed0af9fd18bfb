import { StudioError } from '../../core/protocol/errors.ts';
import type { Breakpoint } from '../../core/protocol/model.ts';
import { activeGraph, whyNot } from './selectors.ts';
import type { AppState, Slice } from './store.ts';

export interface BreakpointsSlice {
  /** By session, as core verified them. */
  breakpoints: Record<string, Breakpoint[]>;
  breakpointToggled: (node: string, when: Breakpoint['when']) => Promise<void>;
  /** Keeps it, but lets runs pass. */
  breakpointEnabled: (node: string, when: Breakpoint['when'], enabled: boolean) => Promise<void>;
  /** Enables or disables all, as VS Code's list does. */
  breakpointsEnabled: (enabled: boolean) => Promise<void>;
  breakpointsCleared: () => Promise<void>;
}

/** Why nothing can stop at a node (`sub:inner` in a subgraph), in one sentence; undefined where it can. */
export function whyNoBreakpoint(state: AppState, node: string): string | undefined {
  if (!node.includes(':')) return whyNot('run')(state);
  const isTask = activeGraph(state)?.kind === 'functional';
  return whyNot(isTask ? 'holds' : 'subgraphBreakpoints')(state);
}

export const breakpointsSlice: Slice<BreakpointsSlice> = (set, get) => {
  const send = async (change: (list: Breakpoint[]) => Breakpoint[]) => {
    const { sessionId } = get();
    if (!sessionId) return;
    const answer = await get().attempt(async () => {
      const breakpoints = change(get().breakpoints[sessionId] ?? []);
      return get().client.setBreakpoints({ sessionId, breakpoints });
    });
    if (answer) set({ breakpoints: { ...get().breakpoints, [sessionId]: answer } });
  };
  return {
    breakpoints: {},
    breakpointToggled: (node, when) =>
      send((list) => {
        const others = list.filter((one) => one.node !== node || one.when !== when);
        if (others.length < list.length) return others;
        const why = whyNoBreakpoint(get(), node);
        if (why) throw new StudioError('notSupported', why);
        return [...list, { node, when, enabled: true, verified: false }];
      }),
    breakpointEnabled: (node, when, enabled) =>
      send((list) =>
        list.map((one) => (one.node === node && one.when === when ? { ...one, enabled } : one)),
      ),
    breakpointsEnabled: (enabled) => send((list) => list.map((one) => ({ ...one, enabled }))),
    breakpointsCleared: () => send(() => []),
  };
};
