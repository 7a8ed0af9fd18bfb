import type { Run } from './context.ts';
import { SENDS } from './hostSaver.ts';
import type { Library, Pregel } from './langgraph.ts';

/**
 * Whether a run that threw nothing has certainly come to its graph's end: nothing has stopped it, and no node of the root
 * is woken by its last checkpoint (`_prepareNextTasks` in pregel/algo.js, which looks closer). Then nobody need read where
 * the thread stands.
 */
export function reachedEnd(
  { pregel, library }: { pregel: Pregel; library: Library },
  { last, stops, failure, abort }: Run,
): boolean {
  // Before checkpoint format 4 sends are in the writes of the step before.
  if (!last || last.v < 4 || library.legacyPendingSends) return false;
  if (stops.length > 0 || failure || abort.signal.aborted) return false;
  const sends = last.channel_values[SENDS];
  if (sends !== undefined && !(Array.isArray(sends) && sends.length === 0)) return false;
  return Object.entries(pregel.nodes).every(([name, node]) =>
    node.triggers.every((trigger) => {
      // What leads to one node only is empty again after its step, which is a new version too.
      const isEmptied = pregel.channels[trigger]?.lc_graph_name === 'EphemeralValue';
      if (isEmptied && !Object.hasOwn(last.channel_values, trigger)) return true;
      const version = last.channel_versions[trigger] ?? 0;
      const seen = last.versions_seen[name]?.[trigger] ?? 0;
      return typeof version === 'number' && typeof seen === 'number' && version <= seen;
    }),
  );
}
