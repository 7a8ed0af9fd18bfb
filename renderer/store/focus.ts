import type { CheckpointRow, ThreadOrigin } from '../../core/protocol/model.ts';
import { nodesAround } from './graph.ts';
import { noItems } from './items.ts';
import type { AppState, Slice } from './store.ts';

export type InspectorTab = 'State' | 'Diff' | 'Tasks' | 'Messages' | 'Source';
export type DockTab = 'Input' | 'Interrupts' | 'Output' | 'Store';
export type Dialog = 'open' | 'settings' | 'storage' | 'serve' | 'palette';

/** What the person looks at, apart from what exists. */
export interface FocusSlice {
  sessionId?: string;
  threadId?: string;
  /** The moment shown; absent = the head, followed as it moves. */
  checkpoint?: { checkpoint_id: string; checkpoint_ns: string };
  /** What the Diff tab compares the moment shown with, of this thread or another; absent = its parent. */
  compareWith?: ThreadOrigin;
  node?: string;
  /** The node the canvas is to go to. */
  sought?: string;
  inspectorTab: InspectorTab;
  /** What is looked for in the state of whichever moment is shown; empty: nothing. */
  findText: string;
  /** The field for it is to have the focus. */
  findAsked: boolean;
  /** The tab below the canvas. */
  dock: DockTab;
  dialog?: Dialog;

  /** Loads everything the session's screen needs; what the person looks at stays, as far as it still exists. */
  sessionFocused: (sessionId: string) => Promise<void>;
  threadFocused: (threadId: string | undefined) => Promise<void>;
  checkpointFocused: (row: Pick<CheckpointRow, 'checkpoint_id' | 'checkpoint_ns'>) => void;
  headFollowed: () => void;
  /** Opens the Diff tab on the moment shown against `row`; undefined = against its parent again. */
  comparisonChosen: (row: ThreadOrigin | undefined) => void;
  nodeFocused: (node: string | undefined) => void;
  /** Looks at a node that may be out of view, or in a closed subgraph, which is opened. */
  nodeSought: (node: string) => void;
  inspectorTabChosen: (tab: InspectorTab) => void;
  /** Goes to the field in which one says what to look for in the state. */
  findSought: () => void;
  findShown: () => void;
  findTextChanged: (text: string) => void;
  dockChosen: (dock: DockTab) => void;
  /** `target`: what the Open dialog begins with. */
  dialogOpened: (dialog: Dialog, target?: string) => void;
  dialogClosed: () => void;
}

/** What is forgotten when another session is looked at. */
export const nothingFocused = {
  sessionId: undefined,
  threadId: undefined,
  checkpoint: undefined,
  compareWith: undefined,
  node: undefined,
  sought: undefined,
  findText: '',
  ...noItems,
} satisfies Partial<AppState>;

export const focusSlice: Slice<FocusSlice> = (set, get) => ({
  inspectorTab: 'State',
  findText: '',
  findAsked: false,
  dock: 'Input',

  sessionFocused: async (sessionId) => {
    if (get().sessionId !== sessionId) {
      set({ ...nothingFocused, sessionId });
    }
    // Events of the time before may have been missed.
    set({ readThreads: new Set() });
    const { client, attempt, loadThreads } = get();
    // Each answer is stored as it comes: an event after it must not be overwritten by it.
    await attempt(async () => {
      const [threads] = await Promise.all([
        loadThreads(sessionId).catch((error: unknown) => {
          // A server that is not there tells none: why it is not stands where the graph would.
          if (!get().sessions[sessionId]?.problem) throw error;
          return Object.values(get().threads[sessionId] ?? {});
        }),
        client
          .getGraph({ sessionId })
          .then((graph) => set((state) => ({ graphs: { ...state.graphs, [sessionId]: graph } }))),
        client
          .getBreakpoints({ sessionId })
          .then((list) =>
            set((state) => ({ breakpoints: { ...state.breakpoints, [sessionId]: list } })),
          ),
        client
          .getLayout({ sessionId })
          .then((layout) =>
            set((state) => ({ positions: { ...state.positions, [sessionId]: layout } })),
          ),
        client
          .getOutput({ sessionId })
          .then((lines) => set((state) => ({ output: { ...state.output, [sessionId]: lines } }))),
      ]);
      if (get().sessionId !== sessionId) return;
      const kept = threads.find((thread) => thread.thread_id === get().threadId) ?? threads[0];
      await get().threadFocused(kept?.thread_id);
    });
  },

  threadFocused: async (threadId) => {
    if (get().threadId !== threadId) {
      set({ threadId, checkpoint: undefined, compareWith: undefined });
    }
    if (threadId) await get().attempt(() => get().loadThread(threadId));
  },
  checkpointFocused: ({ checkpoint_id, checkpoint_ns }) =>
    set({ checkpoint: { checkpoint_id, checkpoint_ns } }),
  headFollowed: () => set({ checkpoint: undefined }),
  comparisonChosen: (row) =>
    set({
      inspectorTab: 'Diff',
      compareWith: row && {
        thread_id: row.thread_id,
        checkpoint_id: row.checkpoint_id,
        checkpoint_ns: row.checkpoint_ns,
      },
    }),
  nodeFocused: (node) => set({ node, sought: undefined }),
  nodeSought: (node) => {
    const opened = Object.fromEntries(nodesAround(node).map((around) => [around, false]));
    set({ node, sought: node, collapsed: { ...get().collapsed, ...opened } });
  },
  inspectorTabChosen: (inspectorTab) => set({ inspectorTab }),
  findSought: () => set({ inspectorTab: 'State', findAsked: true }),
  findShown: () => set({ findAsked: false }),
  findTextChanged: (findText) => set({ findText }),
  dockChosen: (dock) => set({ dock }),
  dialogOpened: (dialog, target) => set({ dialog, openFailure: undefined, openTarget: target }),
  dialogClosed: () => set({ dialog: undefined }),
});
