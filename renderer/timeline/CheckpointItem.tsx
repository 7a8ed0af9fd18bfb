import { ChevronRight, GitBranch, MoreHorizontal } from 'lucide-react';
import { memo } from 'react';
import type { CheckpointRow, ThreadInfo } from '../../core/protocol/model.ts';
import { otherTitle } from '../store/selectors.ts';
import { appStore, useApp } from '../store/store.ts';
import { cx } from '../ui/cx.ts';
import { formatAgo, formatMoment, formatSize } from '../ui/format.ts';
import { openMenu } from '../ui/openMenu.ts';
import { StatusMark } from '../ui/StatusMark.tsx';
import { tellWhereCut } from '../ui/tellWhereCut.ts';
import { useNow } from '../ui/useNow.ts';
import type { TreeRow } from './buildTree.ts';
import { Lines } from './Lines.tsx';
import { isEnd, nodeLabel, rowName } from './rowText.ts';
import styles from './Timeline.module.css';

/** Pixels. */
export const ROW_HEIGHT = 42;
const DOT_Y = 13;
const CHIPS = 3;
const HEADS = 2;

interface CheckpointItemProps {
  id: string;
  item: TreeRow;
  /** What made it, in words. */
  made: string;
  /** Pixels from the top of the tree. */
  top: number;
  shown: boolean;
  open: boolean;
  /** Threads that stand here, when several are shown. */
  heads: readonly ThreadInfo[] | undefined;
  onShow: (row: CheckpointRow) => void;
  onToggle: (key: string) => void;
}

/** One checkpoint: what made it, what runs next, which channels changed. */
export const CheckpointItem = memo(function CheckpointItem(props: CheckpointItemProps) {
  const { id, item, made, top, shown, open, heads, onShow, onToggle } = props;
  const { row, lanes, level, childCount, path } = item;
  const thread = useApp((state) => otherTitle(state, row));
  const mark = row.flag ?? (row.source === 'loop' ? undefined : row.source);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the tree takes the keys
    <div
      id={id}
      role="treeitem"
      data-key={item.key}
      tabIndex={-1}
      aria-label={rowName(item, thread)}
      aria-level={level}
      aria-selected={shown}
      aria-expanded={childCount > 0 ? open : undefined}
      className={styles.item}
      data-elsewhere={thread !== undefined}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
      onClick={() => onShow(row)}
    >
      <Lines lanes={lanes} height={ROW_HEIGHT} dotY={DOT_Y} mark={mark} />
      <div className={styles.text}>
        <div className={styles.first}>
          <span className={styles.step}>{row.step}</span>
          <span
            className={cx(styles.made, row.source !== 'loop' && styles.notable)}
            onMouseEnter={tellWhereCut}
          >
            {path.length > 0 && <span className={styles.path}>{path.at(-1)} › </span>}
            {made}
          </span>
          <span className={styles.next} onMouseEnter={tellWhereCut}>
            {row.next.length > 0 && `→ ${row.next.map(nodeLabel).join(', ')}`}
            {isEnd(row) && '→ end'}
          </span>
          <Ago at={row.created_at} />
        </div>
        <div className={styles.second}>
          {heads && <Heads threads={heads} />}
          {childCount > 0 && (
            <button
              type="button"
              tabIndex={-1}
              className={styles.fold}
              data-open={open}
              onClick={(event) => {
                event.stopPropagation();
                onToggle(item.key);
              }}
            >
              <ChevronRight size={11} />
              {childCount} inside
            </button>
          )}
          {row.flag && (
            <span className={styles.flag} data-flag={row.flag}>
              <StatusMark status={row.flag === 'error' ? 'error' : 'interrupted'} size={10} />
              <span>{row.flag}</span>
            </span>
          )}
          <Channels names={row.changed ?? []} />
          <span className={styles.size}>{formatSize(row.size)}</span>
        </div>
      </div>
      <button
        type="button"
        tabIndex={-1}
        className={styles.more}
        aria-label={`Actions for step ${row.step}`}
        aria-haspopup="menu"
        onClick={(event) => {
          event.stopPropagation();
          openMenu(event.currentTarget);
        }}
      >
        <MoreHorizontal size={14} />
      </button>
    </div>
  );
});

function Heads({ threads }: { threads: readonly ThreadInfo[] }) {
  const rest = threads.slice(HEADS);
  return (
    <>
      {threads.slice(0, HEADS).map((thread) => (
        <Head key={thread.thread_id} thread={thread} />
      ))}
      {rest.length > 0 && (
        <span className={styles.others} title={rest.map(({ title }) => title).join(', ')}>
          +{rest.length}
        </span>
      )}
    </>
  );
}

/** Where a thread stands, with the way to it. */
function Head({ thread: { thread_id, title } }: { thread: ThreadInfo }) {
  const isShown = useApp((state) => state.threadId === thread_id);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.head}
      data-shown={isShown}
      aria-label={`Show ${title}`}
      title={title}
      onClick={(event) => {
        event.stopPropagation();
        void appStore().getState().threadFocused(thread_id);
      }}
    >
      <GitBranch size={10} aria-hidden />
      <span>{title}</span>
    </button>
  );
}

function Channels({ names }: { names: string[] }) {
  const rest = names.slice(CHIPS);
  return (
    <span className={styles.channels} title={names.join(', ')}>
      {names.slice(0, CHIPS).map((name) => (
        <span key={name} className={styles.channel}>
          {name}
        </span>
      ))}
      {rest.length > 0 && <span className={styles.others}>+{rest.length}</span>}
    </span>
  );
}

function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time className={styles.ago} dateTime={at} title={formatMoment(at)}>
      {formatAgo(at, now)}
    </time>
  );
}
