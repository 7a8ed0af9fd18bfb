import { Plus } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import { threadMatches } from '../../core/protocol/threadMatch.ts';
import { commandOf, isEnabled, whyImpossible } from '../palette/commands.ts';
import { runCommand } from '../palette/runCommand.ts';
import { activeThreads, neverRuns as selectNeverRuns, newestFirst } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { ConfirmDialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import { LoadOlder } from '../ui/LoadOlder.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ThreadOption } from './ThreadOption.tsx';
import { threadMenu } from './threadMenu.tsx';
import { useSought } from './useSought.ts';
import styles from './Threads.module.css';

/** As many as are seen at a glance need no filter. */
const FEW = 12;

const selectHasOlder = (state: AppState) =>
  state.listedThreads[state.sessionId ?? '']?.more ?? false;
const selectThreadId = (state: AppState) => state.threadId;
const newThread = commandOf('newThread');
const selectCanMake = (state: AppState) => isEnabled(newThread, state);
const selectWhyFixed = (state: AppState) => whyImpossible(newThread, state);

const idOf = ({ thread_id }: ThreadInfo): string => thread_id;

/** The graph's threads, newest first. F2 renames, Delete deletes. */
export function Threads() {
  const byId = useApp(activeThreads);
  const threadId = useApp(selectThreadId);
  const canMake = useApp(selectCanMake);
  const fixed = useApp(selectWhyFixed);
  const neverRuns = useApp(selectNeverRuns);
  const [filter, setFilter] = useState('');
  const [renaming, setRenaming] = useState<string>();
  const [deleting, setDeleting] = useState<ThreadInfo>();
  const hasOlder = useApp(selectHasOlder);
  const list = useRef<HTMLDivElement>(null);
  const threads = useMemo(() => newestFirst(byId), [byId]);
  const hasMany = threads.length > FEW;
  const wanted = hasMany ? filter.trim() : '';
  const seeking = useSought(wanted, hasOlder);
  const shown = useMemo(
    () => threads.filter((thread) => threadMatches(thread, wanted)),
    [threads, wanted],
  );
  const current = threadId === undefined ? undefined : byId[threadId];

  const focus = (thread: ThreadInfo | undefined) => {
    if (thread) void appStore().getState().threadFocused(thread.thread_id);
  };
  const renamed = (thread: ThreadInfo, title: string | undefined) => {
    setRenaming(undefined);
    list.current?.focus();
    if (title) void appStore().getState().renameThread(thread.thread_id, title);
  };
  const rename = ({ thread_id }: ThreadInfo) => setRenaming(thread_id);
  const onFilterKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setFilter('');
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!current || !shown.includes(current)) focus(shown[0]);
    list.current?.focus();
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
      <div className={styles.panel}>
        {hasMany && (
          <FilterField
            className={styles.filter}
            label="Filter threads"
            placeholder="Filter by name or id"
            value={filter}
            onChange={setFilter}
            onKeyDown={onFilterKey}
          />
        )}
        {threads.length === 0 && (
          <EmptyState title={neverRuns ? 'No threads' : 'No threads yet'}>
            {!neverRuns && 'Run makes the first one.'}
          </EmptyState>
        )}
        {threads.length > 0 && shown.length === 0 && (
          <EmptyState title={seeking ? 'Searching…' : 'No thread matches.'} />
        )}
        <ListBox
          ref={list}
          label="Threads"
          className={styles.list}
          items={shown}
          idOf={idOf}
          nameOf={({ title, state }) => `${title}, ${state}`}
          renderItem={(thread) => (
            <ThreadOption
              thread={thread}
              renaming={renaming === thread.thread_id}
              onRenamed={(title) => renamed(thread, title)}
            />
          )}
          selected={threadId}
          onSelect={focus}
          onDoubleClick={fixed ? undefined : rename}
          menuOf={(thread) =>
            threadMenu(thread, {
              fixed,
              onRename: () => rename(thread),
              onDelete: () => setDeleting(thread),
            })
          }
          keys={
            fixed || !current
              ? undefined
              : {
                  F2: () => rename(current),
                  Delete: () => setDeleting(current),
                  Backspace: () => setDeleting(current),
                }
          }
        />
        {hasOlder && wanted === '' && (
          <LoadOlder onLoad={() => appStore().getState().olderThreadsLoaded()} />
        )}
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
