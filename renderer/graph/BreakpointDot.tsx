import { placeKey, type BreakpointPlace } from '../../core/protocol/breakpoint.ts';
import { breakpointAt, whyNoPlace } from '../store/breakpoints.ts';
import { effectOf, lookOf } from '../store/conditions.ts';
import { isRunning, whyNot } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { BreakpointMark } from '../ui/BreakpointMark.tsx';
import styles from './Graph.module.css';

const selectToggle = (state: AppState) => state.breakpointToggled;
/** A change that the run under way does not notice. */
const selectWhyLater = (state: AppState) =>
  isRunning(state) ? whyNot('liveBreakpoints')(state) : undefined;

interface BreakpointDotProps extends BreakpointPlace {
  /** Its name on the canvas. */
  box: string;
}

/**
 * The dot on a node's upper edge (stops before it) or lower edge (after it), or on the line to another. Hollow until the
 * runner has verified it. Its menu is `DotMenu`.
 */
export function BreakpointDot({ box, ...place }: BreakpointDotProps) {
  const { node, when, to } = place;
  const found = useApp((state) => breakpointAt(state, place));
  const toggle = useApp(selectToggle);
  const impossible = useApp((state) => whyNoPlace(state, place));
  const later = useApp(selectWhyLater);
  const label = `Breakpoint ${to === undefined ? `${when} ${box}` : placeKey(place)}`;
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
      data-to={to}
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
        void toggle(place);
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
