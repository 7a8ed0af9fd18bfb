import type { GraphModel } from '../../core/protocol/graph.ts';
import type { Slice } from './store.ts';

export interface GraphSlice {
  /** By session; null while there is a load problem. */
  graphs: Record<string, GraphModel | null>;
  /** Node positions a person dragged, by session, then node id. */
  positions: Record<string, Record<string, { x: number; y: number }>>;
  /** Subgraph nodes a person opened (false) or closed (true). */
  collapsed: Record<string, boolean>;
  nodeDragged: (node: string, position: { x: number; y: number }) => Promise<void>;
  layoutReset: () => Promise<void>;
  subgraphFolded: (node: string, closed: boolean) => void;
}

/** Ids of the nodes that a node lies in, innermost first: `a:b` and `a` for `a:b:c`. */
export function nodesAround(node: string): string[] {
  const end = node.lastIndexOf(':');
  if (end < 0) return [];
  const around = node.slice(0, end);
  return [around, ...nodesAround(around)];
}

export const graphSlice: Slice<GraphSlice> = (set, get) => {
  const save = async (positions: Record<string, { x: number; y: number }>) => {
    const { sessionId } = get();
    if (!sessionId) return;
    set({ positions: { ...get().positions, [sessionId]: positions } });
    await get().attempt(() => get().client.saveLayout({ sessionId, positions }));
  };
  return {
    graphs: {},
    positions: {},
    collapsed: {},
    nodeDragged: (node, position) =>
      save({ ...get().positions[get().sessionId ?? ''], [node]: position }),
    layoutReset: () => save({}),
    subgraphFolded: (node, closed) => set({ collapsed: { ...get().collapsed, [node]: closed } }),
  };
};
