import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { TaskStatus } from '../../core/protocol/model.ts';
import { useApp, type AppState } from '../store/store.ts';
import type { DrawnNode } from './drawnGraph.ts';
import styles from './Graph.module.css';

const selectFocused = (state: AppState) => state.node;
const selectNodeFocused = (state: AppState) => state.nodeFocused;
const selectSought = (state: AppState) => state.sought;
const selectToggle = (state: AppState) => state.breakpointToggled;

/** What every box of a node is to a keyboard and a screen reader: a group named by its id, its status as description. F9 toggles its breakpoint. Takes the focus when it is sought. */
export function NodeGroup(props: {
  drawn: DrawnNode;
  status: TaskStatus | undefined;
  className: string | undefined;
  children: ReactNode;
}) {
  const { drawn, status } = props;
  const focused = useApp(selectFocused) === drawn.node;
  const nodeFocused = useApp(selectNodeFocused);
  const toggle = useApp(selectToggle);
  const isSought = useApp(selectSought) === drawn.node;
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isSought) return;
    group.current?.focus({ preventScroll: true });
    nodeFocused(drawn.node);
  }, [isSought, nodeFocused, drawn.node]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F9') {
      event.preventDefault();
      event.stopPropagation();
      void toggle({ node: drawn.node, when: event.shiftKey ? 'after' : 'before' });
    } else if (event.key === 'Enter' && event.target === event.currentTarget) {
      nodeFocused(drawn.node);
    }
  };
  return (
    <div
      ref={group}
      role="group"
      tabIndex={0}
      aria-label={drawn.id}
      aria-description={status ?? 'not run'}
      className={`${props.className} ${focused ? styles.focused : ''}`}
      data-status={status}
      onKeyDown={onKeyDown}
    >
      {props.children}
    </div>
  );
}
