import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Puts the focus into the item that was just added to a list: call `added` with its index among the children of `list`. */
export function useFocusAdded(): {
  list: RefObject<HTMLDivElement | null>;
  added: (index: number) => void;
} {
  const list = useRef<HTMLDivElement>(null);
  const [fresh, setFresh] = useState<{ index: number }>();
  useLayoutEffect(() => {
    const item = fresh && list.current?.children[fresh.index];
    item?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [fresh]);
  return { list, added: (index) => setFresh({ index }) };
}
