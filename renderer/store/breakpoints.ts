import type { Breakpoint } from '../../core/protocol/breakpoint.ts';
import { refusal } from './notices.ts';
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
    const list = change(get().breakpoints[sessionId] ?? []);
    const answer = await get().attempt(() =>
      get().client.setBreakpoints({ sessionId, breakpoints: list }),
    );
    if (answer) set({ breakpoints: { ...get().breakpoints, [sessionId]: answer } });
  };
  return {
    breakpoints: {},
    breakpointToggled: async (node, when) => {
      const isIt = (one: Breakpoint) => one.node === node && one.when === when;
      const isSet = (get().breakpoints[get().sessionId ?? ''] ?? []).some(isIt);
      if (isSet) return send((list) => list.filter((one) => !isIt(one)));
      const why = whyNoBreakpoint(get(), node);
      if (why) return get().commandFailed(refusal(why));
      return send((list) => [...list, { node, when, enabled: true, verified: false }]);
    },
    breakpointEnabled: (node, when, enabled) =>
      send((list) =>
        list.map((one) => (one.node === node && one.when === when ? { ...one, enabled } : one)),
      ),
    breakpointsEnabled: (enabled) => send((list) => list.map((one) => ({ ...one, enabled }))),
    breakpointsCleared: () => send(() => []),
  };
};
