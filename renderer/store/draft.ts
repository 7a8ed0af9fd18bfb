import type { Json } from '../../core/protocol/model.ts';
import type { RunMode } from '../../core/protocol/requests.ts';
import { parseJson } from './parseJson.ts';
import { activeGraph, activeSession } from './selectors.ts';
import type { AppState, Slice } from './store.ts';

export interface DraftSlice {
  /** Text of the Input editor, by session and graph; absent until it is touched. */
  drafts: Record<string, string>;
  /** What each graph was run with before, newest first; by session and graph. */
  inputs: Record<string, Json[]>;
  /** Why the draft was not run; until it is edited. */
  draftProblem?: string;

  draftChanged: (text: string) => void;
  /** Runs the active thread with the Input editor's text. What is not JSON is refused beside the editor. */
  runDraft: (mode?: RunMode) => Promise<void>;
  /** Reads the earlier inputs kept under a `draftKey`, if that is still the active graph's. */
  loadInputs: (key: string) => Promise<void>;
}

/** What drafts and earlier inputs are kept under. */
export const draftKey = (state: AppState): string => {
  const session = activeSession(state);
  return `${session?.sessionId}#${session?.graphId}`;
};

const noInputs: Json[] = [];

export const earlierInputs = (state: AppState): Json[] => state.inputs[draftKey(state)] ?? noInputs;

/** What the Input editor shows: what was typed, else the last input, else the graph's example. */
export function draftText(state: AppState): string {
  const typed = state.drafts[draftKey(state)];
  if (typed !== undefined) return typed;
  const input = earlierInputs(state)[0] ?? activeGraph(state)?.exampleInput;
  return input === undefined ? '' : JSON.stringify(input, null, 2);
}

export const draftSlice: Slice<DraftSlice> = (set, get) => ({
  drafts: {},
  inputs: {},

  draftChanged: (text) =>
    set({ drafts: { ...get().drafts, [draftKey(get())]: text }, draftProblem: undefined }),
  runDraft: async (mode) => {
    const parsed = parseJson(draftText(get()));
    if ('problem' in parsed) return set({ draftProblem: parsed.problem, dock: 'Input' });
    await get().run(parsed.value, mode);
    await get().loadInputs(draftKey(get()));
  },
  loadInputs: async (key) => {
    const { sessionId } = get();
    if (!sessionId || key !== draftKey(get())) return;
    const inputs = await get().attempt(() => get().client.getInputs({ sessionId }));
    if (inputs) set({ inputs: { ...get().inputs, [key]: inputs } });
  },
});
