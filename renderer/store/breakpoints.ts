import type { Breakpoint } from '../../core/protocol/model.ts';
import type { Slice } from './store.ts';

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
    breakpointToggled: (node, when) =>
      send((list) => {
        const others = list.filter((one) => one.node !== node || one.when !== when);
        if (others.length < list.length) return others;
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
