import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import type { Slice } from './store.ts';

/** A failed command, shown as an alert until it is dismissed. Failed reads are shown where they failed instead. */
export interface Notice {
  id: number;
  message: string;
  hint: string;
}

export interface NoticesSlice {
  notices: Notice[];
  commandFailed: (thrown: unknown) => void;
  dismissNotice: (id: number) => void;
  /** Something was done since: what failed before is old news. */
  noticesPassed: () => void;
  /** Runs a command; a failure becomes a notice and `undefined`. */
  attempt: <T>(command: () => Promise<T>) => Promise<T | undefined>;
}

/** What is never possible here, as a failed command: the sentence says it all. */
export const refusal = (why: string): WireError => ({
  code: 'notSupported',
  message: why,
  hint: '',
});

let nextId = 1;

export const noticesSlice: Slice<NoticesSlice> = (set, get) => ({
  notices: [],
  commandFailed: (thrown) => {
    const { code, message, hint } = toWireError(thrown);
    // It was asked anew, and that is answered.
    if (code === 'superseded') return;
    const others = get().notices.filter((notice) => notice.message !== message);
    set({ notices: [...others, { id: nextId++, message, hint }].slice(-3) });
  },
  dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
  noticesPassed: () => set({ notices: [] }),
  attempt: async (command) => {
    try {
      return await command();
    } catch (thrown) {
      get().commandFailed(thrown);
      return undefined;
    }
  },
});
