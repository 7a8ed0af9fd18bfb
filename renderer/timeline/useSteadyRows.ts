import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Keeps the rows that a person has scrolled to where they are while others come in above them. At the top nothing is kept:
 * there the newest is what one looks at. `height` is that of a row, in pixels. Answers what is to hear of scrolling.
 */
export function useSteadyRows(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly { key: string }[],
  height: number,
): () => void {
  const kept = useRef<{ key: string; beyond: number }>(undefined);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !kept.current) return;
    const { key, beyond } = kept.current;
    const index = rows.findIndex((row) => row.key === key);
    if (index >= 0) element.scrollTop = index * height + beyond;
  }, [scroller, rows, height]);

  return () => {
    const top = scroller.current?.scrollTop ?? 0;
    const index = Math.floor(top / height);
    const row = top > 0 ? rows[index] : undefined;
    kept.current = row && { key: row.key, beyond: top - index * height };
  };
}
