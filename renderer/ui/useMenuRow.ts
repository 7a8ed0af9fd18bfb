import { useState, type MouseEvent } from 'react';
import { openMenu } from './openMenu.ts';

/**
 * One right-click menu for all rows of a list: the `data-key` of the row it is open on, and what the list listens
 * with. The keyboard's menu key means the current row, but comes to the list, which has the focus.
 */
export function useMenuRow(currentId: string | undefined) {
  const [key, setKey] = useState<string>();
  const onContextMenuCapture = (event: MouseEvent<HTMLElement>) => {
    const row = (event.target as Element).closest('[data-key]');
    if (row) return setKey(row.getAttribute('data-key') ?? undefined);
    event.preventDefault();
    event.stopPropagation();
    const current = currentId && document.getElementById(currentId);
    if (current) openMenu(current);
  };
  return [key, onContextMenuCapture] as const;
}
