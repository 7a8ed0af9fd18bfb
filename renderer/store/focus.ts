import type { CheckpointRow } from '../../core/protocol/model.ts';
import type { Slice } from './store.ts';

export type InspectorTab = 'State' | 'Diff' | 'Tasks' | 'Messages' | 'Source';
export type Dialog = 'open' | 'settings' | 'palette';

/** What the person looks at, apart from what exists. */
export interface FocusSlice {
  sessionId?: string;
  threadId?: string;
  /** The moment shown; absent = the head, followed as it moves. */
  checkpoint?: { checkpoint_id: string; checkpoint_ns: string };
  /** What the Diff tab compares the moment shown with; absent = its parent. */
  compareWith?: { checkpoint_id: string; checkpoint_ns: string };
  node?: string;
  inspectorTab: InspectorTab;
  dialog?: Dialog;

  /** Loads everything the session's screen needs. */
  sessionFocused: (sessionId: string) => Promise<void>;
  threadFocused: (threadId: string | undefined) => Promise<void>;
  checkpointFocused: (row: Pick<CheckpointRow, 'checkpoint_id' | 'checkpoint_ns'>) => void;
  headFollowed: () => void;
  /** Opens the Diff tab on the moment shown against `row`; undefined = against its parent again. */
  comparisonChosen: (
    row: Pick<CheckpointRow, 'checkpoint_id' | 'checkpoint_ns'> | undefined,
  ) => void;
  nodeFocused: (node: string | undefined) => void;
  inspectorTabChosen: (tab: InspectorTab) => void;
  dialogOpened: (dialog: Dialog) => void;
  dialogClosed: () => void;
}

export const focusSlice: Slice<FocusSlice> = (set, get) => ({
  inspectorTab: 'State',

  sessionFocused: async (sessionId) => {
    if (get().sessionId !== sessionId) set({ threadId: undefined });
    set({ sessionId, checkpoint: undefined, node: undefined });
    await get().attempt(async () => {
      const { client } = get();
      const [graph, threads, breakpoints, positions, output] = await Promise.all([
        client.getGraph({ sessionId }),
        client.listThreads({ sessionId }),
        client.getBreakpoints({ sessionId }),
        client.getLayout({ sessionId }),
        client.getOutput({ sessionId }),
      ]);
      set((state) => ({
        graphs: { ...state.graphs, [sessionId]: graph },
        threads: {
          ...state.threads,
          [sessionId]: Object.fromEntries(threads.map((thread) => [thread.thread_id, thread])),
        },
        breakpoints: { ...state.breakpoints, [sessionId]: breakpoints },
        positions: { ...state.positions, [sessionId]: positions },
        output: { ...state.output, [sessionId]: output },
      }));
      const kept = threads.find((thread) => thread.thread_id === get().threadId) ?? threads[0];
      await get().threadFocused(kept?.thread_id);
    });
  },

  threadFocused: async (threadId) => {
    set({ threadId, checkpoint: undefined, compareWith: undefined, editing: undefined });
    if (threadId) await get().attempt(() => get().loadThread(threadId));
  },
  checkpointFocused: ({ checkpoint_id, checkpoint_ns }) =>
    set({ checkpoint: { checkpoint_id, checkpoint_ns } }),
  headFollowed: () => set({ checkpoint: undefined }),
  comparisonChosen: (row) =>
    set({
      inspectorTab: 'Diff',
      compareWith: row && { checkpoint_id: row.checkpoint_id, checkpoint_ns: row.checkpoint_ns },
    }),
  nodeFocused: (node) => set({ node }),
  inspectorTabChosen: (inspectorTab) => set({ inspectorTab }),
  dialogOpened: (dialog) => set({ dialog }),
  dialogClosed: () => set({ dialog: undefined }),
});
