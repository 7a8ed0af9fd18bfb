import { activeSession } from './selectors.ts';
import type { AppStore } from './store.ts';

/**
 * Reads a session's screen again when its graph has been loaded or another was chosen: threads and
 * breakpoints belong to a graph, and are not told with it. Answers with what ends it.
 */
export function followSession(store: AppStore): () => void {
  return store.subscribe((state, before) => {
    const session = activeSession(state);
    const known = activeSession(before);
    if (!session || session === known || session.sessionId !== known?.sessionId) return;
    const isLoaded = state.loads[session.sessionId] !== before.loads[session.sessionId];
    if (isLoaded || session.graphId !== known.graphId) void state.sessionFocused(session.sessionId);
  });
}
