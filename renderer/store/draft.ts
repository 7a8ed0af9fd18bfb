import type { Json } from '../../core/protocol/model.ts';
import type { RunMode } from '../../core/protocol/requests.ts';
import { parseJson } from './parseJson.ts';
import { runConfigProblem } from './runConfig.ts';
import { activeGraph, draftKey } from './selectors.ts';
import type { AppState, Slice } from './store.ts';

export type InputView = 'form' | 'json';

/** A text that the draft cannot hold. It counts for as long as the value it stands for is the draft's. */
export interface Unfinished {
  text: string;
  /** That value, as JSON; empty when there is none. */
  over: string;
}

export interface DraftSlice {
  /** Text of the Input editor, by session and graph; absent until it is touched. */
  drafts: Record<string, string>;
  /** What each graph was run with before, newest first; by session and graph. */
  inputs: Record<string, Json[]>;
  /** Why the draft was not run; until it is edited. */
  draftProblem?: string;
  /** How the Input region shows the draft; where a graph has no form, it is always JSON. */
  inputView: InputView;
  /** Texts in the form's JSON fields that are not JSON yet, by `draftKey`, then path as JSON. */
  unfinished: Record<string, Record<string, Unfinished>>;

  draftChanged: (text: string) => void;
  inputViewChosen: (view: InputView) => void;
  /** Keeps what was typed in the form's field at `path`; undefined = it is JSON now, and in the draft. */
  fieldUnfinished: (path: string, typed: Unfinished | undefined) => void;
  /** Runs the active thread with the Input editor's text. What is not JSON is refused beside the editor. */
  runDraft: (mode?: RunMode) => Promise<void>;
  /** Reads the earlier inputs kept under a `draftKey`, if that is still the active graph's. */
  loadInputs: (key: string) => Promise<void>;
}

const noInputs: Json[] = [];

export const earlierInputs = (state: AppState): Json[] => state.inputs[draftKey(state)] ?? noInputs;

/** What the Input editor shows: what was typed, else the last input, else the graph's example. */
export function draftText(state: AppState): string {
  const typed = state.drafts[draftKey(state)];
  if (typed !== undefined) return typed;
  const input = earlierInputs(state)[0] ?? activeGraph(state)?.exampleInput;
  return input === undefined ? '' : JSON.stringify(input, null, 2);
}

const noTexts: Record<string, Unfinished> = {};

export const unfinishedTexts = (state: AppState): Record<string, Unfinished> =>
  state.unfinished[draftKey(state)] ?? noTexts;

const valueAt = (value: Json | undefined, path: (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (at, key) =>
      typeof at === 'object' && at !== null
        ? (at as Record<string | number, Json | undefined>)[key]
        : undefined,
    value,
  );

/** Why the form's fields do not say what `draft` says, or undefined when they do. */
function unfinishedProblem(state: AppState, draft: Json): string | undefined {
  if (state.inputView === 'json') return undefined;
  for (const [key, { text, over }] of Object.entries(unfinishedTexts(state))) {
    const path = JSON.parse(key) as (string | number)[];
    const value = valueAt(draft, path);
    const parsed = parseJson(text);
    if ('problem' in parsed && over === (JSON.stringify(value) ?? '')) {
      return [path.join('.'), parsed.problem].filter(Boolean).join(': ');
    }
  }
  return undefined;
}

export const draftSlice: Slice<DraftSlice> = (set, get) => ({
  drafts: {},
  inputs: {},
  inputView: 'json',
  unfinished: {},

  draftChanged: (text) =>
    set({ drafts: { ...get().drafts, [draftKey(get())]: text }, draftProblem: undefined }),
  inputViewChosen: (inputView) => set({ inputView, draftProblem: undefined }),
  fieldUnfinished: (path, typed) => {
    const { [path]: _before, ...others } = unfinishedTexts(get());
    const texts = typed ? { ...others, [path]: typed } : others;
    set({
      unfinished: { ...get().unfinished, [draftKey(get())]: texts },
      draftProblem: undefined,
    });
  },
  runDraft: async (mode) => {
    const parsed = parseJson(draftText(get()));
    const problem = 'problem' in parsed ? parsed.problem : unfinishedProblem(get(), parsed.value);
    if ('problem' in parsed || problem) {
      return set({ draftProblem: problem, runConfigShown: false, dock: 'Input' });
    }
    if (runConfigProblem(get())) return set({ runConfigShown: true, dock: 'Input' });
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
