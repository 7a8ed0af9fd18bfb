import { useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef, type FocusEvent } from 'react';
import { activeThread } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import type { Box } from './layout.ts';
import { boxOfNode, type Picture } from './picture.ts';
import type { View } from './useFitted.ts';
import { isInView, isLegible, viewOf } from './viewport.ts';

const selectNodeFocused = (state: AppState) => state.nodeFocused;
const selectSought = (state: AppState) => state.sought;
/** As text: core sends a thread whole when anything of it changes, so the same stop comes as many objects. */
const selectStop = (state: AppState) => JSON.stringify(activeThread(state)?.stopped);

/**
 * Brings into view what somebody has to see, if it is not: the node that is sought, one of those the thread stopped at,
 * and what has the keyboard's focus. `isCurrent`: whether `picture` is the newest. The answer is the canvas' `onFocus`.
 */
export function useRevealed(picture: Picture | undefined, isCurrent: boolean, view: View) {
  const flow = useStoreApi();
  const nodeFocused = useApp(selectNodeFocused);
  const sought = useApp(selectSought);
  const stop = useApp(selectStop);
  const seenStop = useRef<string>(undefined);

  const isSeen = useCallback(
    (box: Box) => picture !== undefined && isInView(picture, box, view.now(), flow.getState()),
    [picture, view, flow],
  );
  const lookAt = useCallback(
    (box: Box) => view.moveTo(viewOf(box, view.now(), flow.getState())),
    [view, flow],
  );

  useEffect(() => {
    if (!picture || !isCurrent || seenStop.current === stop) return;
    seenStop.current = stop;
    const nodes = activeThread(appStore().getState())?.stopped?.nodes ?? [];
    const boxes = nodes.flatMap((node) => boxOfNode(picture, node) ?? []);
    if (boxes[0] && !boxes.some(isSeen)) lookAt(boxes[0]);
  }, [picture, isCurrent, stop, isSeen, lookAt]);

  useEffect(() => {
    if (!picture || !isCurrent || sought === undefined) return;
    // What is drawn takes the focus by itself; what is not must not do so when it comes.
    if (picture.graph.nodes.some(({ node }) => node === sought)) return;
    nodeFocused(sought);
    const box = boxOfNode(picture, sought);
    if (box && !isSeen(box)) lookAt(box);
  }, [picture, isCurrent, sought, nodeFocused, isSeen, lookAt]);

  return useCallback(
    ({ target }: FocusEvent) => {
      const id = target.closest('.react-flow__node')?.getAttribute('data-id');
      const drawn = picture?.graph.nodes.find((node) => node.id === id);
      const box = drawn && picture?.boxes.get(drawn.id);
      if (!box) return;
      const isSought = appStore().getState().sought === drawn.node;
      // What is clicked must not move away under the pointer.
      if (!isSought && !target.matches(':focus-visible')) return;
      const isUnread = isSought && !isLegible(view.now());
      if (isUnread || !isSeen(box)) lookAt(box);
    },
    [picture, view, isSeen, lookAt],
  );
}
