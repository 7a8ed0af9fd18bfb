import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine, Eraser } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { OutputLine } from '../../core/protocol/model.ts';
import { useApp, type AppState } from '../store/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { plainText } from './ansi.ts';
import { OutputRow } from './OutputRow.tsx';
import styles from './Output.module.css';

const none: OutputLine[] = [];
const LINE = 18;
/** Pixels from the end within which the view still follows it. */
const NEAR_END = 24;

const selectLines = (state: AppState) => state.output[state.sessionId ?? ''] ?? none;
const selectClear = (state: AppState) => state.clearOutput;

/** Lines whose text or node holds `filter`, in any case. */
export function matchingLines(lines: OutputLine[], filter: string): OutputLine[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return lines;
  return lines.filter(
    ({ text, task }) =>
      plainText(text).toLowerCase().includes(wanted) || task?.node.toLowerCase().includes(wanted),
  );
}

/** What the graph and its process printed, and what Retrograph has to say about them. */
export function Output() {
  const lines = useApp(selectLines);
  const clear = useApp(selectClear);
  const [filter, setFilter] = useState('');
  const [following, setFollowing] = useState(true);
  const wanted = useDeferredValue(filter);
  const shown = useMemo(() => matchingLines(lines, wanted), [lines, wanted]);

  const scroller = useRef<HTMLDivElement>(null);
  const keyAt = useCallback((index: number) => shown[index]?.seq ?? index, [shown]);
  // oxlint-disable-next-line react/incompatible-library -- it is not memoized, and need not be
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    getItemKey: keyAt,
    overscan: 20,
  });
  useEffect(() => {
    if (following && shown.length > 0) virtual.scrollToIndex(shown.length - 1, { align: 'end' });
  }, [following, shown, virtual]);
  // Going up stops following, reaching the end starts it again; that lines came does neither.
  const lastTop = useRef(0);
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) setFollowing(true);
    else if (scrollTop < lastTop.current) setFollowing(false);
    lastTop.current = scrollTop;
  };

  return (
    <div className={styles.output}>
      <div className={styles.tools}>
        <FilterField
          className={styles.filter}
          label="Filter output"
          value={filter}
          onChange={setFilter}
        />
        <IconButton
          label="Follow the end"
          aria-pressed={following}
          onClick={() => setFollowing(!following)}
        >
          <ArrowDownToLine size={14} />
        </IconButton>
        <IconButton label="Clear output" onClick={() => void clear()}>
          <Eraser size={14} />
        </IconButton>
      </div>
      <div
        ref={scroller}
        role="log"
        aria-label="Output"
        tabIndex={0}
        className={styles.log}
        onScroll={onScroll}
      >
        {shown.length === 0 && (
          <EmptyState title={lines.length === 0 ? 'Nothing printed yet' : 'No line matches'} />
        )}
        <div className={styles.all} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const line = shown[index];
            return (
              line && (
                <OutputRow
                  key={key}
                  line={line}
                  index={index}
                  top={start}
                  measure={virtual.measureElement}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}
