import type { Breakpoint } from '../../core/protocol/breakpoint.ts';
import { whyNoBreakpoint } from '../store/breakpoints.ts';
import { isRunning, whyNot } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import styles from './Graph.module.css';

const selectToggle = (state: AppState) => state.breakpointToggled;
const none: Breakpoint[] = [];
/** A change that the run under way does not notice. */
const selectWhyLater = (state: AppState) =>
  isRunning(state) ? whyNot('liveBreakpoints')(state) : undefined;

/** The dot on a node's upper edge (stops before it) or lower edge (after it). Hollow until the runner has verified it. */
export function BreakpointDot(props: { node: string; box: string; when: Breakpoint['when'] }) {
  const { node, when, box } = props;
  const found = useApp((state) =>
    (state.breakpoints[state.sessionId ?? ''] ?? none).find(
      (one) => one.node === node && one.when === when,
    ),
  );
  const toggle = useApp(selectToggle);
  const impossible = useApp((state) => whyNoBreakpoint(state, node));
  const later = useApp(selectWhyLater);
  const label = `Breakpoint ${when} ${box}`;
  const unverified = found && !found.verified ? (found.message ?? 'Not verified yet.') : undefined;
  const why = unverified ?? impossible ?? later;
  return (
    <button
      type="button"
      className={`${styles.dot} nodrag`}
      data-when={when}
      data-verified={found?.verified}
      data-enabled={found?.enabled}
      aria-pressed={found !== undefined}
      // One that is there can still be taken away.
      aria-disabled={impossible !== undefined && !found}
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
