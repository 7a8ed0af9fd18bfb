import { CircleOff, CircleDot, Trash2 } from 'lucide-react';
import { onErrors, placeKey, type BreakpointPlace } from '../../core/protocol/breakpoint.ts';
import { activeBreakpointDraft, activeBreakpoints } from '../store/breakpoints.ts';
import { appStore, useApp } from '../store/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Panel } from '../ui/Panel.tsx';
import { BreakpointRow } from './BreakpointRow.tsx';
import styles from './Breakpoints.module.css';

const act = () => appStore().getState();

/** All breakpoints of the graph, and one that is being made; each can be switched off without being lost. */
export function Breakpoints() {
  const list = useApp(activeBreakpoints);
  const draft = useApp(activeBreakpointDraft);
  const anyEnabled = list.some(({ enabled }) => enabled);
  const places = new Map<string, BreakpointPlace>();
  for (const place of draft ? [...list, draft] : list) {
    if (place.when !== 'error') places.set(placeKey(place), place);
  }
  return (
    <Panel
      title="Breakpoints"
      actions={
        list.length > 0 && (
          <>
            <IconButton
              label={anyEnabled ? 'Disable all' : 'Enable all'}
              onClick={() => void act().breakpointsEnabled(!anyEnabled)}
            >
              {anyEnabled ? <CircleOff size={13} /> : <CircleDot size={13} />}
            </IconButton>
            <IconButton label="Remove all" onClick={() => void act().breakpointsCleared()}>
              <Trash2 size={13} />
            </IconButton>
          </>
        )
      }
    >
      <ul className={styles.list} aria-label="Breakpoint on errors">
        <BreakpointRow place={onErrors} />
      </ul>
      {places.size === 0 ? (
        <EmptyState title="No breakpoints">Click a dot on a node, or press F9 on it.</EmptyState>
      ) : (
        <ul className={styles.list} aria-label="Breakpoints">
          {[...places].map(([key, place]) => (
            <BreakpointRow key={key} place={place} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
