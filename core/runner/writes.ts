type Writes = Record<string, unknown>;

/**
 * What a node's output writes to channels, as LangGraph reads it (`_getUpdates` in graph/state.js): an object of them, the
 * update of a `Command`, or a list of such. An update may also be a list of pairs. Of several writes to one channel the last.
 */
export function writesOf(output: unknown): Writes {
  if (!Array.isArray(output)) return writesOfOne(output);
  const all: Writes = {};
  for (const one of output) if (!Array.isArray(one)) Object.assign(all, writesOfOne(one));
  return all;
}

function writesOfOne(output: unknown): Writes {
  if (typeof output !== 'object' || output === null) return {};
  if (!('lg_name' in output)) return output as Writes;
  const { update } = output as { update?: unknown };
  if (!Array.isArray(update)) return writesOfOne(update);
  return Object.fromEntries(
    update.filter((pair): pair is [string, unknown] => Array.isArray(pair)),
  );
}
