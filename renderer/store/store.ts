import { useStore as useZustand } from 'zustand';
import { createStore, type StateCreator } from 'zustand/vanilla';
import type { Client } from '../../core/protocol/channel.ts';
import { answersSlice, type AnswersSlice } from './answers.ts';
import { breakpointsSlice, type BreakpointsSlice } from './breakpoints.ts';
import { draftSlice, type DraftSlice } from './draft.ts';
import { editingSlice, type EditingSlice } from './editing.ts';
import { runConfigSlice, type RunConfigSlice } from './runConfig.ts';
import { focusSlice, type FocusSlice } from './focus.ts';
import { holdsSlice, type HoldsSlice } from './holds.ts';
import { graphSlice, type GraphSlice } from './graph.ts';
import { itemsSlice, type ItemsSlice } from './items.ts';
import { noticesSlice, type NoticesSlice } from './notices.ts';
import { projectsSlice, type ProjectsSlice } from './projects.ts';
import { sessionSlice, type SessionSlice } from './session.ts';
import { sourcesSlice, type SourcesSlice } from './sources.ts';
import { storageSlice, type StorageSlice } from './storage.ts';
import { surgerySlice, type SurgerySlice } from './surgery.ts';
import { threadsSlice, type ThreadsSlice } from './threads.ts';
import { timelineSlice, type TimelineSlice } from './timeline.ts';
import { createValueCache, type ValueCache } from './valueCache.ts';

export type AppState = SessionSlice &
  ProjectsSlice &
  GraphSlice &
  ThreadsSlice &
  TimelineSlice &
  BreakpointsSlice &
  FocusSlice &
  DraftSlice &
  HoldsSlice &
  EditingSlice &
  RunConfigSlice &
  AnswersSlice &
  SourcesSlice &
  StorageSlice &
  ItemsSlice &
  SurgerySlice &
  NoticesSlice & {
    /** The wire to core. Actions call it; components never do. */
    client: Client;
    /** What was read of checkpoints so far. */
    values: ValueCache;
  };

/** A slice: data and the actions named after what happened to it. */
export type Slice<T> = StateCreator<AppState, [], [], T>;

export const createAppStore = (client: Client) =>
  createStore<AppState>()((...args) => ({
    client,
    values: createValueCache(client),
    ...sessionSlice(...args),
    ...projectsSlice(...args),
    ...graphSlice(...args),
    ...threadsSlice(...args),
    ...timelineSlice(...args),
    ...breakpointsSlice(...args),
    ...focusSlice(...args),
    ...draftSlice(...args),
    ...holdsSlice(...args),
    ...editingSlice(...args),
    ...runConfigSlice(...args),
    ...answersSlice(...args),
    ...sourcesSlice(...args),
    ...storageSlice(...args),
    ...itemsSlice(...args),
    ...surgerySlice(...args),
    ...noticesSlice(...args),
  }));

export type AppStore = ReturnType<typeof createAppStore>;

let current: AppStore | undefined;

/** Makes `store` the one that `useApp` reads; called once by `main.tsx`, and by each component test. */
export function provideStore(store: AppStore): AppStore {
  current = store;
  return store;
}

/** The store outside React: menus, shortcuts, commands. Throws before `provideStore`. */
export function appStore(): AppStore {
  if (!current) throw new Error('provideStore has not been called');
  return current;
}

/** Subscribes a component to what `selector` picks. Selectors are module-level constants; wrap them in `useShallow` when they build objects. */
export const useApp = <T>(selector: (state: AppState) => T): T => useZustand(appStore(), selector);
