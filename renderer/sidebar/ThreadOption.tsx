import { useRef, useState, type KeyboardEvent } from 'react';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import { formatAgo, formatMoment } from '../ui/format.ts';
import { StatusMark, type Status } from '../ui/StatusMark.tsx';
import { useNow } from '../ui/useNow.ts';
import styles from './Threads.module.css';

function markOf({ state, stopped }: ThreadInfo): Status {
  if (state !== 'stopped') return state;
  if (stopped?.reason === 'exception') return 'error';
  return stopped?.reason === 'interrupt' ? 'interrupted' : 'held';
}

interface ThreadOptionProps {
  thread: ThreadInfo;
  renaming: boolean;
  /** Undefined: it keeps its name. */
  onRenamed: (title: string | undefined) => void;
}

/** A thread: what it does, its name, how long ago it last did something. */
export function ThreadOption({ thread, renaming, onRenamed }: ThreadOptionProps) {
  const now = useNow();
  return (
    <>
      <StatusMark status={markOf(thread)} size={11} />
      {renaming ? (
        <TitleField title={thread.title} onDone={onRenamed} />
      ) : (
        <span className={styles.title}>{thread.title}</span>
      )}
      <time className={styles.ago} title={formatMoment(thread.updated_at)}>
        {formatAgo(thread.updated_at, now)}
      </time>
    </>
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
      // The list would take the focus.
      onClick={(event) => event.stopPropagation()}
      onBlur={() => done(true)}
    />
  );
}

const selectAll = (field: HTMLInputElement | null) => {
  field?.focus();
  field?.select();
};
