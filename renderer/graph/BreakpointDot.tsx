import type { Breakpoint } from '../../core/protocol/model.ts';
import { useApp, type AppState } from '../store/store.ts';
import styles from './Graph.module.css';

const selectToggle = (state: AppState) => state.breakpointToggled;
const none: Breakpoint[] = [];

/** The dot on a node's upper edge (stops before it) or lower edge (after it). Hollow until the runner has verified it. */
export function BreakpointDot(props: { node: string; box: string; when: Breakpoint['when'] }) {
  const { node, when, box } = props;
  const found = useApp((state) =>
    (state.breakpoints[state.sessionId ?? ''] ?? none).find(
      (one) => one.node === node && one.when === when,
    ),
  );
  const toggle = useApp(selectToggle);
  const label = `Breakpoint ${when} ${box}`;
  const why = found && !found.verified ? (found.message ?? 'Not verified yet.') : undefined;
  return (
    <button
      type="button"
      className={`${styles.dot} nodrag`}
      data-when={when}
      data-verified={found?.verified}
      data-enabled={found?.enabled}
      aria-pressed={found !== undefined}
      aria-label={label}
      aria-description={why}
      title={why ? `${label}: ${why}` : label}
      onClick={(event) => {
        event.stopPropagation();
        void toggle(node, when);
      }}
    />
  );
}
