import { useReactFlow, useStoreApi, type OnMoveStart } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import type { Layout } from './layout.ts';

/** How the whole graph is brought into view. */
export const fit = { padding: 0.12, maxZoom: 1.15 };

/**
 * Brings the whole graph into view when it is laid out anew, and keeps it there while its panel changes size, until the
 * person has moved the view. To be used inside a `ReactFlowProvider`; the answer belongs on `ReactFlow` and `Controls`.
 */
export function useFitted(layout: Layout | undefined) {
  const { fitView } = useReactFlow();
  const flow = useStoreApi();
  const isMoved = useRef(false);

  useEffect(() => {
    if (!layout) return;
    isMoved.current = false;
    void fitView({ ...fit, duration: 160 });
  }, [layout, fitView]);
  useEffect(
    () =>
      flow.subscribe(({ width, height }, before) => {
        const isResized = width !== before.width || height !== before.height;
        if (isResized && !isMoved.current) void fitView(fit);
      }),
    [flow, fitView],
  );

  // A move that no event began is our own.
  const onMoveStart: OnMoveStart = useCallback((event) => {
    if (event) isMoved.current = true;
  }, []);
  const onFitView = useCallback(() => {
    isMoved.current = false;
  }, []);
  return { onMoveStart, onFitView };
}
