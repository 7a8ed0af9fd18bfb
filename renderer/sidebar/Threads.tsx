import { Plus } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import { commandOf, isEnabled, whyImpossible } from '../palette/commands.ts';
import { runCommand } from '../palette/runCommand.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { ConfirmDialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Panel } from '../ui/Panel.tsx';
import styles from './Threads.module.css';
import { ThreadOption } from './ThreadOption.tsx';

const none: Record<string, ThreadInfo> = {};
const selectThreads = (state: AppState) =>
  Object.values(state.threads[state.sessionId ?? ''] ?? none).sort((one, other) =>
    one.created_at < other.created_at ? 1 : -1,
  );
const selectThreadId = (state: AppState) => state.threadId;
const newThread = commandOf('newThread');
const selectCanMake = (state: AppState) => isEnabled(newThread, state);
const selectWhyFixed = (state: AppState) => whyImpossible(newThread, state);

/** The graph's threads, newest first. F2 renames, Delete deletes. */
export function Threads() {
  const threads = useApp(useShallow(selectThreads));
  const threadId = useApp(selectThreadId);
  const canMake = useApp(selectCanMake);
  const fixed = useApp(selectWhyFixed);
  const [renaming, setRenaming] = useState<string>();
  const [deleting, setDeleting] = useState<ThreadInfo>();
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const at = threads.findIndex((thread) => thread.thread_id === threadId);
  const current = threads[at];
  useEffect(() => {
    if (at >= 0) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);

  const focus = (thread: ThreadInfo | undefined) => {
    if (thread) void appStore().getState().threadFocused(thread.thread_id);
  };
  const last = threads.length - 1;
  const keys: Record<string, () => void> = {
    ArrowDown: () => focus(threads[Math.min(at + 1, last)]),
    ArrowUp: () => focus(threads[Math.max(at - 1, 0)]),
    Home: () => focus(threads[0]),
    End: () => focus(threads[last]),
    ...(!fixed && {
      F2: () => setRenaming(current?.thread_id),
      Delete: () => setDeleting(current),
      Backspace: () => setDeleting(current),
    }),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.target === event.currentTarget ? keys[event.key] : undefined;
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  const renamed = (thread: ThreadInfo, title: string | undefined) => {
    setRenaming(undefined);
    list.current?.focus();
    if (title) void appStore().getState().renameThread(thread.thread_id, title);
  };

  return (
    <Panel
      title="Threads"
      actions={
        <IconButton
          label={newThread.title}
          why={fixed}
          disabled={!canMake}
          onClick={() => runCommand(appStore().getState(), 'newThread')}
        >
          <Plus size={14} />
        </IconButton>
      }
    >
      {threads.length === 0 && (
        <EmptyState title="No threads yet">Run makes the first one.</EmptyState>
      )}
      <div
        ref={list}
        role="listbox"
        aria-label="Threads"
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        tabIndex={0}
        className={styles.list}
        onKeyDown={onKeyDown}
      >
        {threads.map((thread, index) => (
          <ThreadOption
            key={thread.thread_id}
            id={`${id}-${index}`}
            thread={thread}
            selected={index === at}
            renaming={renaming === thread.thread_id}
            fixed={fixed}
            onSelect={() => {
              focus(thread);
              list.current?.focus();
            }}
            onRename={() => setRenaming(thread.thread_id)}
            onRenamed={(title) => renamed(thread, title)}
            onDelete={() => setDeleting(thread)}
          />
        ))}
      </div>
      {deleting && (
        <ConfirmDialog
          title={`Delete ${deleting.title}?`}
          text={`Its ${deleting.checkpointCount} checkpoints go with it. This cannot be undone.`}
          action="Delete"
          onConfirm={() => void appStore().getState().deleteThread(deleting.thread_id)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </Panel>
  );
}
