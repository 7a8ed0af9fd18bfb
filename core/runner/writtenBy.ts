/**
 * The channels that a node's output writes to, as LangGraph reads it (`_getUpdates` in graph/state.js): an object of them,
 * the update of a `Command`, or a list of such. An update may also be a list of pairs.
 */
export function writtenBy(output: unknown): string[] {
  if (typeof output !== 'object' || output === null) return [];
  if (Array.isArray(output)) return output.flatMap(writtenBy);
  if (!('lg_name' in output)) return Object.keys(output);
  const { update } = output as { update?: unknown };
  if (!Array.isArray(update)) return writtenBy(update);
  return update.flatMap((pair: unknown) => (Array.isArray(pair) ? [String(pair[0])] : []));
}
