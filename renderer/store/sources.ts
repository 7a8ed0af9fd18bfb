import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import type { SourceLocation } from '../../core/protocol/graph.ts';
import type { Slice } from './store.ts';

export type Source =
  { state: 'ready'; location: SourceLocation } | { state: 'failed'; error: WireError };

export interface SourcesSlice {
  /** By `sourceKey`; absent until it was read. */
  sources: Record<string, Source>;
  /** Reads a node's source; what was read before stays until the answer is there. */
  sourceWanted: (node: string) => Promise<void>;
}

export const sourceKey = (sessionId: string | undefined, node: string): string =>
  `${sessionId}#${node}`;

export const sourcesSlice: Slice<SourcesSlice> = (set, get) => ({
  sources: {},
  sourceWanted: async (node) => {
    const { client, sessionId } = get();
    if (!sessionId) return;
    const keep = (source: Source) =>
      set({ sources: { ...get().sources, [sourceKey(sessionId, node)]: source } });
    try {
      keep({ state: 'ready', location: await client.getSource({ sessionId, node }) });
    } catch (thrown) {
      keep({ state: 'failed', error: toWireError(thrown) });
    }
  },
});
