import { PencilLine, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { placeKey, type Breakpoint, type BreakpointPlace } from '../../core/protocol/breakpoint.ts';
import { activeBreakpointDraft, breakpointAt, whyNoCondition } from '../store/breakpoints.ts';
import { conditionLines, lookOf } from '../store/conditions.ts';
import { appStore, useApp } from '../store/store.ts';
import { BreakpointMark } from '../ui/BreakpointMark.tsx';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { tellWhereCut } from '../ui/tellWhereCut.ts';
import { BreakpointEditor } from './BreakpointEditor.tsx';
import styles from './Breakpoints.module.css';

const act = () => appStore().getState();

/** In a word each, as there is little room. */
function wordsOf({ node, when, channel, to }: BreakpointPlace) {
  if (when === 'error') return { when: 'on', name: 'errors' };
  if (to !== undefined) return { when: 'edge', name: `${node} → ${to}` };
  return channel === undefined ? { when, name: node } : { when: 'writes', name: channel };
}

/** Shows what the breakpoint is on. */
function seek({ node, when, channel }: BreakpointPlace): void {
  if (when === 'error') act().inspectorTabChosen('Tasks');
  else if (channel === undefined) act().nodeSought(node);
  else act().inspectorTabChosen('State');
}

/**
 * One place, and the editor below it where that is open: of its breakpoint, or of one that is not there until it is saved.
 * That on errors is a place that is always there, to be ticked.
 */
export function BreakpointRow({ place }: { place: BreakpointPlace }) {
  const found = useApp((state) => breakpointAt(state, place));
  const draft = useApp((state) => {
    const open = activeBreakpointDraft(state);
    return open && placeKey(open) === placeKey(place) ? open : undefined;
  });
  const why = found && !found.verified ? (found.message ?? 'Not verified yet.') : undefined;
  const isEdited = draft !== undefined;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!isEdited) return undefined;
    const { current } = row;
    // What has come of it is seen. The panel gets its old size back only after this.
    return () => void requestAnimationFrame(() => current?.scrollIntoView({ block: 'nearest' }));
  }, [isEdited]);
  return (
    <li ref={row} className={styles.one} data-enabled={found?.enabled}>
      {found || place.when === 'error' ? (
        <Line place={place} breakpoint={found} isEdited={isEdited} why={why} />
      ) : (
        <div className={styles.row}>
          <span className={cx(styles.label, styles.unset)}>
            <BreakpointMark look="plain" />
            <span className={styles.when}>{wordsOf(place).when}</span>
          </span>
          <span className={styles.node}>{wordsOf(place).name}</span>
        </div>
      )}
      {/* The editor shows them too. */}
      {found && !draft && <Conditions breakpoint={found} />}
      {why && <p className={styles.why}>{why}</p>}
      {draft && <BreakpointEditor draft={draft} />}
    </li>
  );
}

function Conditions({ breakpoint }: { breakpoint: Breakpoint }) {
  return conditionLines(breakpoint).map((line, index) => (
    <code key={index} className={styles.condition} onMouseEnter={tellWhereCut}>
      {line}
    </code>
  ));
}

interface LineProps {
  place: BreakpointPlace;
  breakpoint: Breakpoint | undefined;
  isEdited: boolean;
  /** Why it is not verified. */
  why: string | undefined;
}

function Line({ place, breakpoint, isEdited, why }: LineProps) {
  const { enabled = false, verified = false } = breakpoint ?? {};
  const { when, name } = wordsOf(place);
  const at = placeKey(place);
  const plainOnly = useApp((state) => whyNoCondition(state, place.node));
  const whyNone = breakpoint ? undefined : plainOnly;
  return (
    <div className={styles.row}>
      <label className={styles.label} title={why ?? whyNone}>
        <input
          type="checkbox"
          checked={enabled}
          disabled={whyNone !== undefined}
          aria-label={`Enable breakpoint ${at}`}
          onChange={() => void act().breakpointTicked(place)}
        />
        <BreakpointMark look={lookOf(breakpoint ?? {})} verified={verified} enabled={enabled} />
        <span className={styles.when}>{when}</span>
      </label>
      <button type="button" className={styles.node} onClick={() => seek(place)}>
        {name}
      </button>
      <span className={styles.actions}>
        <IconButton
          label={`Edit breakpoint ${at}`}
          why={plainOnly}
          aria-expanded={isEdited}
          aria-description={why}
          onClick={() =>
            isEdited ? act().breakpointDraftDropped() : act().breakpointEdited(place)
          }
        >
          <PencilLine size={13} />
        </IconButton>
        {breakpoint && (
          <IconButton
            label={`Remove breakpoint ${at}`}
            onClick={() => void act().breakpointToggled(place)}
          >
            <X size={13} />
          </IconButton>
        )}
      </span>
    </div>
  );
}
