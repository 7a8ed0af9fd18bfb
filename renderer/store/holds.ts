import { toWireError } from '../../core/protocol/errors.ts';
import type { HeldValue } from '../../core/protocol/hold.ts';
import { parseJson } from './parseJson.ts';
import { activeThread } from './selectors.ts';
import type { Slice } from './store.ts';
import type { Loadable } from './valueCache.ts';

/** What may be typed for a held task: a changed value of its own, or an output in place of running. */
export type HeldPart = 'value' | 'output';

export interface Hold {
  read: Loadable<HeldValue>;
  /** What was typed; absent until then. */
  texts: Partial<Record<HeldPart, string>>;
  /** Why a text was not taken, until it is edited. */
  problem?: string;
}

export interface HoldsSlice {
  /** By hold id, since it was first looked at. */
  holds: Record<string, Hold>;
  /** Reads what the task holds, once. */
  holdShown: (holdId: string) => Promise<void>;
  holdEdited: (holdId: string, part: HeldPart, text: string | undefined) => void;
  /** Lets the task go with what was typed, if it is JSON; `again`: one that failed, with its value. */
  holdReleased: (holdId: string, how: HeldPart | 'again') => Promise<void>;
}

const unread: Hold = { read: { state: 'loading' }, texts: {} };

export const holdsSlice: Slice<HoldsSlice> = (set, get) => {
  const change = (holdId: string, changed: Partial<Hold>) =>
    set({
      holds: { ...get().holds, [holdId]: { ...(get().holds[holdId] ?? unread), ...changed } },
    });

  return {
    holds: {},
    holdShown: async (hold_id) => {
      const { sessionId, client, holds } = get();
      const thread = activeThread(get());
      if (!sessionId || !thread || holds[hold_id]) return;
      change(hold_id, {});
      try {
        const { thread_id } = thread;
        const value = await client.readHold({ sessionId, thread_id, hold_id });
        change(hold_id, { read: { state: 'ready', value } });
      } catch (thrown) {
        change(hold_id, { read: { state: 'failed', error: toWireError(thrown) } });
      }
    },
    holdEdited: (holdId, part, text) => {
      const { texts } = get().holds[holdId] ?? unread;
      change(holdId, { texts: { ...texts, [part]: text }, problem: undefined });
    },
    holdReleased: async (holdId, how) => {
      const flags = how === 'value' ? {} : how === 'again' ? { again: true } : { instead: true };
      const text = get().holds[holdId]?.texts[how === 'again' ? 'value' : how];
      if (text === undefined) return get().release(holdId, flags);
      const parsed = parseJson(text);
      if ('problem' in parsed) return change(holdId, { problem: parsed.problem });
      await get().release(holdId, { ...flags, value: parsed.value });
    },
  };
};
