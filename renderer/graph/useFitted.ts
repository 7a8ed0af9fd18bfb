import { useReactFlow, useStore, useStoreApi, type OnMove, type Viewport } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Picture } from './picture.ts';
import { firstAim, isLegible, steadyView, wholeView, type Aim } from './viewport.ts';

/** One can zoom out this far, or as far as it takes to see the whole graph. */
const SMALLEST = 0.1;

const gentle = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200);

/** The view of the canvas, for what moves it. */
export interface View {
  /** Where it is, or where it is on its way to. */
  now: () => Viewport;
  /** Away from where it was kept. */
  moveTo: (to: Viewport) => void;
}

/**
 * Brings the graph into view, and keeps it there while its panel changes size and subgraphs are folded, until the
 * view is moved elsewhere; from then on what is looked at stays where it is. To be used inside a `ReactFlowProvider`;
 * `onMove` and `minZoom` belong on `ReactFlow`.
 */
export function useFitted(picture: Picture | undefined) {
  const { setViewport, getViewport } = useReactFlow();
  const flow = useStoreApi();
  const shown = useRef<Picture>(undefined);
  const kept = useRef<Aim>(undefined);
  const heading = useRef<Viewport>(undefined);

  const goTo = useCallback(
    (to: Viewport, duration: number) => {
      heading.current = to;
      // The way there is straight: the other one zooms out and in again.
      void setViewport(to, { duration, interpolate: 'linear' }).then(() => {
        if (heading.current === to) heading.current = undefined;
      });
    },
    [setViewport],
  );
  const now = useCallback(() => heading.current ?? getViewport(), [getViewport]);
  const moveTo = useCallback(
    (to: Viewport) => {
      kept.current = undefined;
      goTo(to, gentle());
    },
    [goTo],
  );

  useEffect(() => {
    const before = shown.current;
    shown.current = picture;
    if (!picture?.boxes.size || before?.layout === picture.layout) return;
    const size = flow.getState();
    const steady =
      before?.key === picture.key ? steadyView(before, picture, now(), size) : undefined;
    if (!steady) {
      kept.current = firstAim(picture, size);
      goTo(kept.current(picture, size), 0);
      return;
    }
    const whole = wholeView(picture, size);
    // What could be read stays so, even if not all of it can be seen any more.
    const canShrink = kept.current === wholeView && !isLegible(now());
    const isFit = kept.current !== undefined && (isLegible(whole) || canShrink);
    kept.current = isFit ? wholeView : undefined;
    goTo(isFit ? whole : steady, isFit ? gentle() : 0);
  }, [picture, flow, goTo, now]);

  useEffect(
    () =>
      flow.subscribe((size, before) => {
        const isResized = size.width !== before.width || size.height !== before.height;
        if (isResized && kept.current && picture?.boxes.size) goTo(kept.current(picture, size), 0);
      }),
    [picture, flow, goTo],
  );

  const onMove: OnMove = useCallback((event) => {
    // The zoom buttons and the minimap give no event, and are nothing that was headed for.
    if (!event && heading.current) return;
    kept.current = undefined;
    heading.current = undefined;
  }, []);
  const onFitView = useCallback(() => {
    if (!picture?.boxes.size) return;
    kept.current = wholeView;
    goTo(wholeView(picture, flow.getState()), gentle());
  }, [picture, flow, goTo]);
  const minZoom = useStore((size) =>
    picture?.boxes.size ? Math.min(SMALLEST, wholeView(picture, size).zoom) : SMALLEST,
  );
  const view: View = useMemo(() => ({ now, moveTo }), [now, moveTo]);
  return { view, minZoom, onMove, onFitView };
}
