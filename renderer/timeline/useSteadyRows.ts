import { useCallback, useLayoutEffect, useRef } from 'react';

/** A list that scrolls, as the virtualizer has it: pixels from the top. */
interface Scrolled {
  readonly scrollOffset: number | null;
  scrollToOffset: (offset: number) => void;
}

/**
 * Keeps the rows that a person has scrolled to where they are while others come in above them. At the top nothing is kept:
 * there the newest is what one looks at. `height` is that of a row, in pixels. Answers what is to hear of scrolling.
 */
export function useSteadyRows(
  list: Scrolled,
  rows: readonly { key: string }[],
  height: number,
): (top: number) => void {
  const kept = useRef<{ key: string; beyond: number }>(undefined);
  useLayoutEffect(() => {
    if (!kept.current) return;
    const { key, beyond } = kept.current;
    const top = rows.findIndex((row) => row.key === key) * height + beyond;
    if (top >= 0 && top !== list.scrollOffset) list.scrollToOffset(top);
  }, [list, rows, height]);

  return useCallback(
    (top) => {
      const index = Math.floor(top / height);
      const row = top > 0 ? rows[index] : undefined;
      kept.current = row && { key: row.key, beyond: top - index * height };
    },
    [rows, height],
  );
}
