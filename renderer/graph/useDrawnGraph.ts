import { useEffect, useMemo, useState } from 'react';
import { activeGraph, activeTasks } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { callTree } from './callTree.ts';
import { foldGraph, type DrawnGraph } from './drawnGraph.ts';
import { layoutGraph, type Layout } from './layout.ts';

const selectCollapsed = (state: AppState) => state.collapsed;
/** Only functional graphs are drawn from their tasks; others must not be drawn again for each one. */
const selectCalls = (state: AppState) =>
  activeGraph(state)?.kind === 'functional' ? activeTasks(state) : undefined;

const selectKey = (state: AppState) => `${state.sessionId} ${activeGraph(state)?.graphId}`;

export interface Drawn {
  /** Which graph of which session. */
  key: string;
  graph: DrawnGraph;
  layout: Layout;
}

/**
 * The active graph as it is to be drawn, with the newest layout there is; the old picture stays, and is not current,
 * until the next is ready.
 */
export function useDrawnGraph(): { drawn: Drawn | undefined; isCurrent: boolean } {
  const key = useApp(selectKey);
  const model = useApp(activeGraph);
  const collapsed = useApp(selectCollapsed);
  const calls = useApp(selectCalls);
  const graph = useMemo(() => {
    if (!model) return undefined;
    return calls ? callTree(model, Object.values(calls)) : foldGraph(model, collapsed);
  }, [model, collapsed, calls]);

  const [drawn, setDrawn] = useState<Drawn>();
  const commandFailed = useApp((state) => state.commandFailed);
  useEffect(() => {
    let current = true;
    if (!graph) {
      setDrawn(undefined);
      return;
    }
    layoutGraph(graph).then(
      (layout) => current && setDrawn({ key, graph, layout }),
      (error: unknown) => current && commandFailed(error),
    );
    return () => {
      current = false;
    };
  }, [key, graph, commandFailed]);
  return { drawn, isCurrent: drawn?.graph === graph };
}
