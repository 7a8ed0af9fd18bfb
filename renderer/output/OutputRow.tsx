import { memo } from 'react';
import type { OutputLine } from '../../core/protocol/model.ts';
import { useApp, type AppState } from '../store/store.ts';
import { parseAnsi } from './ansi.ts';
import styles from './Output.module.css';

const selectNodeSought = (state: AppState) => state.nodeSought;

interface OutputRowProps {
  line: OutputLine;
  index: number;
  top: number;
  /** Long lines wrap: the row tells its height. */
  measure: (row: HTMLElement | null) => void;
}

const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** One printed line, with the node that printed it. */
export const OutputRow = memo(function OutputRow({ line, index, top, measure }: OutputRowProps) {
  const nodeSought = useApp(selectNodeSought);
  const { stream, text, task, at } = line;
  return (
    <div
      ref={measure}
      data-index={index}
      data-stream={stream}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      <time className={styles.time} dateTime={at}>
        {time.format(new Date(at))}
      </time>
      {task && (
        <button type="button" className={styles.node} onClick={() => nodeSought(task.node)}>
          {task.node}
        </button>
      )}
      {stream === 'custom' && <span className={styles.stream}>custom</span>}
      <span className={styles.text}>
        {parseAnsi(text).map((piece, position) => (
          <span key={position} data-color={piece.color} data-bold={piece.bold}>
            {piece.text}
          </span>
        ))}
      </span>
    </div>
  );
});
