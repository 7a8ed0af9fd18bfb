import { useState, type MouseEvent, type ReactNode } from 'react';
import type { BreakpointPlace } from '../../core/protocol/breakpoint.ts';
import { useBreakpointMenu } from '../sidebar/useBreakpointMenu.tsx';
import { RightClickMenu } from '../ui/Menu.tsx';
import styles from './Graph.module.css';

/** One right-click menu for all dots in it, which are many: of the dot it is opened on. Elsewhere it is the browser's. */
export function DotMenu({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<BreakpointPlace>();
  const entries = useBreakpointMenu(place);
  const onContextMenuCapture = (event: MouseEvent<HTMLElement>) => {
    const dot = (event.target as Element).closest<HTMLElement>(`.${styles.dot}`);
    const { node, when, to } = dot?.dataset ?? {};
    if (node === undefined) event.stopPropagation();
    else setPlace({ node, when: when as BreakpointPlace['when'], ...(to !== undefined && { to }) });
  };
  return (
    <RightClickMenu entries={entries}>
      <div className={styles.dots} onContextMenuCapture={onContextMenuCapture}>
        {children}
      </div>
    </RightClickMenu>
  );
}
