import { CircleOff, CircleDot, Trash2, X } from 'lucide-react';
import type { Breakpoint } from '../../core/protocol/breakpoint.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Panel } from '../ui/Panel.tsx';
import styles from './Breakpoints.module.css';

const none: Breakpoint[] = [];
const selectList = (state: AppState) => state.breakpoints[state.sessionId ?? ''] ?? none;
const act = () => appStore().getState();

/** All breakpoints of the graph; each can be switched off without being lost. */
export function Breakpoints() {
  const list = useApp(selectList);
  const anyEnabled = list.some(({ enabled }) => enabled);
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
      {list.length === 0 ? (
        <EmptyState title="No breakpoints">Click a dot on a node, or press F9 on it.</EmptyState>
      ) : (
        <ul className={styles.list} aria-label="Breakpoints">
          {list.map((one) => (
            <BreakpointRow key={`${one.when} ${one.node}`} breakpoint={one} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function BreakpointRow({ breakpoint }: { breakpoint: Breakpoint }) {
  const { node, when, enabled, verified, message } = breakpoint;
  const why = verified ? undefined : (message ?? 'Not verified yet.');
  return (
    <li className={styles.row} data-enabled={enabled}>
      <label className={styles.label} title={why}>
        <input
          type="checkbox"
          checked={enabled}
          aria-label={`Enable breakpoint ${when} ${node}`}
          onChange={() => void act().breakpointEnabled(node, when, !enabled)}
        />
        <span className={styles.dot} data-verified={verified} data-enabled={enabled} />
        <span className={styles.when}>{when}</span>
      </label>
      <button type="button" className={styles.node} onClick={() => act().nodeSought(node)}>
        {node}
        {why && <span className={styles.why}>{why}</span>}
      </button>
      <IconButton
        label={`Remove breakpoint ${when} ${node}`}
        className={styles.remove}
        onClick={() => void act().breakpointToggled(node, when)}
      >
        <X size={13} />
      </IconButton>
    </li>
  );
}
