import {
  isConditional,
  placeKey,
  placeOf,
  type Breakpoint,
  type BreakpointPlace,
} from '../../core/protocol/breakpoint.ts';
import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import {
  conditionFields,
  conditionsOf,
  textsOf,
  type ConditionField,
  type ConditionTexts,
} from './conditions.ts';
import { refusal } from './notices.ts';
import { activeGraph, draftKey, whyNot } from './selectors.ts';
import type { AppState, Slice } from './store.ts';

/** The conditions of a breakpoint as they are being edited; one that is not there yet is made when they are saved. */
export interface BreakpointDraft extends BreakpointPlace {
  texts: ConditionTexts;
  /** Which one takes the focus; another object each time the editor is asked for. */
  begin: { field: ConditionField };
  /** Why it was not saved. */
  problem?: WireError;
}

export interface BreakpointsSlice {
  /** By session, as core verified them. */
  breakpoints: Record<string, Breakpoint[]>;
  /** By session and graph. */
  breakpointDrafts: Record<string, BreakpointDraft | undefined>;
  breakpointToggled: (place: BreakpointPlace) => Promise<void>;
  /** Keeps it, but lets runs pass. */
  breakpointEnabled: (place: BreakpointPlace, enabled: boolean) => Promise<void>;
  /** As its box is ticked: turns it on or off, and sets it where there is none. */
  breakpointTicked: (place: BreakpointPlace) => Promise<void>;
  /** Enables or disables all, as VS Code's list does. */
  breakpointsEnabled: (enabled: boolean) => Promise<void>;
  breakpointsCleared: () => Promise<void>;
  /** Opens the editor of its conditions, at `field`, else at the first that is set; one that is open keeps its texts. */
  breakpointEdited: (place: BreakpointPlace, field?: ConditionField) => void;
  breakpointDraftChanged: (texts: Partial<ConditionTexts>) => void;
  breakpointDraftDropped: () => void;
  /** The editor stays open, and says why, where it is refused. */
  breakpointDraftSaved: () => Promise<void>;
}

const none: Breakpoint[] = [];

/** Of the active session. */
export const activeBreakpoints = (state: AppState): Breakpoint[] =>
  state.breakpoints[state.sessionId ?? ''] ?? none;

const isAt = (place: BreakpointPlace) => (one: BreakpointPlace) =>
  placeKey(one) === placeKey(place);

export const breakpointAt = (state: AppState, place: BreakpointPlace): Breakpoint | undefined =>
  activeBreakpoints(state).find(isAt(place));

/** The one that is open, or was when its graph was left. */
export const activeBreakpointDraft = (state: AppState): BreakpointDraft | undefined =>
  state.breakpointDrafts[draftKey(state)];

/** Why nothing can stop at a node (`sub:inner` in a subgraph), in one sentence; undefined where it can. */
export function whyNoBreakpoint(state: AppState, node: string): string | undefined {
  if (!node.includes(':')) return whyNot('run')(state);
  const isTask = activeGraph(state)?.kind === 'functional';
  return whyNot(isTask ? 'holds' : 'subgraphBreakpoints')(state);
}

/** Why a breakpoint at a node can have no conditions, in one sentence. */
export const whyNoCondition = (state: AppState, node: string): string | undefined =>
  whyNoBreakpoint(state, node) ?? whyNot('conditionalBreakpoints')(state);

/** Why there can be no breakpoint at a place, in one sentence; undefined where there can. */
export const whyNoPlace = (state: AppState, place: BreakpointPlace): string | undefined =>
  (isConditional(place) ? whyNoCondition : whyNoBreakpoint)(state, place.node);

export const breakpointsSlice: Slice<BreakpointsSlice> = (set, get) => {
  const put = async (change: (list: Breakpoint[]) => Breakpoint[]) => {
    const { client, sessionId } = get();
    if (!sessionId) return;
    const list = change(activeBreakpoints(get()));
    const answer = await client.setBreakpoints({ sessionId, breakpoints: list });
    set({ breakpoints: { ...get().breakpoints, [sessionId]: answer } });
  };
  const send = async (change: (list: Breakpoint[]) => Breakpoint[]) => {
    await get().attempt(() => put(change));
  };
  const putDraft = (draft: BreakpointDraft | undefined, key = draftKey(get())) =>
    set(({ breakpointDrafts }) => ({ breakpointDrafts: { ...breakpointDrafts, [key]: draft } }));
  return {
    breakpoints: {},
    breakpointDrafts: {},
    breakpointToggled: async (place) => {
      const isIt = isAt(place);
      const draft = activeBreakpointDraft(get());
      if (breakpointAt(get(), place)) {
        if (draft && isIt(draft)) get().breakpointDraftDropped();
        return send((list) => list.filter((one) => !isIt(one)));
      }
      const why = whyNoPlace(get(), place);
      if (why) return get().commandFailed(refusal(why));
      return send((list) => [...list, { ...placeOf(place), enabled: true, verified: false }]);
    },
    breakpointEnabled: (place, enabled) => {
      const isIt = isAt(place);
      return send((list) => list.map((one) => (isIt(one) ? { ...one, enabled } : one)));
    },
    breakpointTicked: (place) => {
      const found = breakpointAt(get(), place);
      return found
        ? get().breakpointEnabled(place, !found.enabled)
        : get().breakpointToggled(place);
    },
    breakpointsEnabled: (enabled) => send((list) => list.map((one) => ({ ...one, enabled }))),
    breakpointsCleared: () => {
      get().breakpointDraftDropped();
      return send(() => []);
    },

    breakpointEdited: (place, field) => {
      const open = activeBreakpointDraft(get());
      const isOpen = open && isAt(place)(open);
      const texts = isOpen ? open.texts : textsOf(breakpointAt(get(), place));
      const given = conditionFields.find((one) => texts[one] !== '');
      const begin = { field: field ?? given ?? 'condition' };
      putDraft({ ...placeOf(place), texts, begin });
    },
    breakpointDraftChanged: (texts) => {
      const draft = activeBreakpointDraft(get());
      if (!draft) return;
      const { problem: _past, ...lasting } = draft;
      putDraft({ ...lasting, texts: { ...draft.texts, ...texts } });
    },
    breakpointDraftDropped: () => putDraft(undefined),
    breakpointDraftSaved: async () => {
      const draft = activeBreakpointDraft(get());
      if (!draft) return;
      const key = draftKey(get());
      const now = () => get().breakpointDrafts[key];
      const isIt = isAt(draft);
      const conditions = conditionsOf(draft.texts);
      const changed = (enabled: boolean): Breakpoint => ({
        ...placeOf(draft),
        enabled,
        ...conditions,
        verified: false,
      });
      try {
        await put((list) =>
          list.some(isIt)
            ? list.map((one) => (isIt(one) ? changed(one.enabled) : one))
            : [...list, changed(true)],
        );
        if (now() === draft) putDraft(undefined, key);
      } catch (thrown) {
        const problem = toWireError(thrown);
        const open = now();
        if (open && isIt(open)) putDraft({ ...open, problem }, key);
      }
    },
  };
};
