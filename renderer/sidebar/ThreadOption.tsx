import { Copy, PencilLine, Trash2 } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import { formatAgo, formatMoment } from '../ui/format.ts';
import { RightClickMenu, type MenuEntry } from '../ui/Menu.tsx';
import { StatusMark, type Status } from '../ui/StatusMark.tsx';
import { useNow } from '../ui/useNow.ts';
import styles from './Threads.module.css';

function markOf({ state, stopped }: ThreadInfo): Status {
  if (state !== 'stopped') return state;
  if (stopped?.reason === 'exception') return 'error';
  return stopped?.reason === 'interrupt' ? 'interrupted' : 'held';
}

interface ThreadOptionProps {
  id: string;
  thread: ThreadInfo;
  selected: boolean;
  renaming: boolean;
  /** Why it can be neither renamed nor deleted. */
  fixed?: string;
  onSelect: () => void;
  onRename: () => void;
  /** Undefined: it keeps its name. */
  onRenamed: (title: string | undefined) => void;
  onDelete: () => void;
}

/** A thread: what it does, its name, how long ago it last did something. */
export function ThreadOption(props: ThreadOptionProps) {
  const { id, thread, selected, renaming, fixed, onSelect, onRename, onRenamed, onDelete } = props;
  const now = useNow();
  const entries: MenuEntry[] = [
    {
      label: 'Rename',
      keys: 'F2',
      icon: <PencilLine size={13} />,
      why: fixed,
      onSelect: onRename,
    },
    {
      label: 'Copy thread id',
      icon: <Copy size={13} />,
      onSelect: () => void navigator.clipboard.writeText(thread.thread_id),
    },
    {
      label: 'Delete…',
      keys: 'Delete',
      icon: <Trash2 size={13} />,
      separated: true,
      danger: true,
      why: fixed,
      disabled: thread.state === 'running',
      note: thread.state === 'running' ? 'it runs' : undefined,
      onSelect: onDelete,
    },
  ];
  return (
    <RightClickMenu entries={entries}>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list takes the keys */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-label={`${thread.title}, ${thread.state}`}
        aria-selected={selected}
        className={styles.option}
        onClick={renaming ? undefined : onSelect}
        onDoubleClick={fixed ? undefined : onRename}
      >
        <StatusMark status={markOf(thread)} size={11} />
        {renaming ? (
          <TitleField title={thread.title} onDone={onRenamed} />
        ) : (
          <span className={styles.title}>{thread.title}</span>
        )}
        <time className={styles.ago} title={formatMoment(thread.updated_at)}>
          {formatAgo(thread.updated_at, now)}
        </time>
      </div>
    </RightClickMenu>
  );
}

/** Takes the new name: Enter and leaving it keep what is written, Escape does not. */
function TitleField(props: { title: string; onDone: (title: string | undefined) => void }) {
  const [text, setText] = useState(props.title);
  // Giving the focus away after Enter or Escape is a blur too.
  const over = useRef(false);
  const done = (kept: boolean) => {
    if (over.current) return;
    over.current = true;
    const title = text.trim();
    props.onDone(kept && title !== '' && title !== props.title ? title : undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') done(true);
    if (event.key === 'Escape') done(false);
  };
  return (
    <input
      ref={selectAll}
      aria-label="Thread name"
      className={styles.field}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => done(true)}
    />
  );
}

const selectAll = (field: HTMLInputElement | null) => {
  field?.focus();
  field?.select();
};
