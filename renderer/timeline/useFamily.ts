import { useEffect, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { TaskInfo, ThreadInfo } from '../../core/protocol/model.ts';
import {
  activeRows,
  activeTasks,
  activeThread,
  activeThreads,
  rowsOf,
  tasksOf,
} from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { familyOf, mergeFamily, mergeTasks, type Family } from './family.ts';

const relativesOf = (state: AppState): ThreadInfo[] => {
  if (state.threadId === undefined) return [];
  return familyOf(activeThreads(state), state.threadId).filter(
    ({ thread_id }) => thread_id !== state.threadId,
  );
};
const rowsOfRelatives = (state: AppState) =>
  relativesOf(state).map(({ thread_id }) => rowsOf(state, thread_id));
const tasksOfRelatives = (state: AppState) =>
  relativesOf(state).map(({ thread_id }) => tasksOf(state, thread_id));
const selectUnread = (state: AppState) =>
  relativesOf(state)
    .map(({ thread_id }) => thread_id)
    .filter((id) => !state.readThreads.has(id));

/** The thread shown with all that were branched from it, or that it was branched from: they are one tree. */
export function useFamily(): Family & { tasks: Record<string, TaskInfo> } {
  const active = useApp(activeThread);
  const own = useApp(activeRows);
  const ownTasks = useApp(activeTasks);
  const relatives = useApp(useShallow(relativesOf));
  const rows = useApp(useShallow(rowsOfRelatives));
  const tasks = useApp(useShallow(tasksOfRelatives));
  const unread = useApp(useShallow(selectUnread));
  useEffect(() => {
    for (const id of unread) void appStore().getState().loadThread(id);
  }, [unread]);

  // Of a thread by itself only the rows count.
  const thread = relatives.length > 0 ? active : undefined;
  const family = useMemo(() => {
    const others = relatives.map((one, index) => ({ thread: one, rows: rows[index] ?? {} }));
    return mergeFamily({ thread, rows: own }, others);
  }, [thread, own, relatives, rows]);
  const allTasks = useMemo(() => mergeTasks(ownTasks, tasks), [ownTasks, tasks]);
  return { ...family, tasks: allTasks };
}
