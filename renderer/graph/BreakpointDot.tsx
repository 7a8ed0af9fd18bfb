import type { Breakpoint } from '../../core/protocol/breakpoint.ts';
import { breakpointAt, whyNoBreakpoint } from '../store/breakpoints.ts';
import { effectOf, lookOf } from '../store/conditions.ts';
import { isRunning, whyNot } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { BreakpointMark } from '../ui/BreakpointMark.tsx';
import styles from './Graph.module.css';

const selectToggle = (state: AppState) => state.breakpointToggled;
/** A change that the run under way does not notice. */
const selectWhyLater = (state: AppState) =>
  isRunning(state) ? whyNot('liveBreakpoints')(state) : undefined;

/** The dot on a node's upper edge (stops before it) or lower edge (after it). Hollow until the runner has verified it. Its menu is `DotMenu`. */
export function BreakpointDot(props: { node: string; box: string; when: Breakpoint['when'] }) {
  const { node, when, box } = props;
  const found = useApp((state) => breakpointAt(state, { node, when }));
  const toggle = useApp(selectToggle);
  const impossible = useApp((state) => whyNoBreakpoint(state, node));
  const later = useApp(selectWhyLater);
  const label = `Breakpoint ${when} ${box}`;
  const unverified = found && !found.verified ? (found.message ?? 'Not verified yet.') : undefined;
  const why = unverified ?? impossible ?? later;
  const effect = found && effectOf(found);
  const description = effect && why ? `${effect}. ${why}` : (effect ?? why);
  return (
    <button
      type="button"
      className={`${styles.dot} nodrag`}
      data-node={node}
      data-when={when}
      data-verified={found?.verified}
      data-enabled={found?.enabled}
      aria-pressed={found !== undefined}
      // One that is there can still be taken away.
      aria-disabled={impossible !== undefined && !found}
      aria-label={label}
      aria-description={description}
      title={description ? `${label}: ${description}` : label}
      onClick={(event) => {
        event.stopPropagation();
        void toggle({ node, when });
      }}
    >
      <BreakpointMark
        look={found ? lookOf(found) : 'plain'}
        verified={found?.verified}
        enabled={found?.enabled}
      />
    </button>
  );
}
