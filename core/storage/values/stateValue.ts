import { ROOT_CHANNEL, shownChannel } from '../../protocol/channels.ts';
import { absent, record, type Entry, type Value } from '../../values/value.ts';

/**
 * The state in a checkpoint: the user's channels only. A graph with a single root channel is that channel. Of
 * a `DeltaChannel` (LangGraph 1.4) a checkpoint may hold nothing but that it changed, which only `metadata`
 * tells; the value takes the channel's reducer, which is code of the graph.
 */
export function stateValue(checkpoint: Value, metadata?: Value): Value {
  const channels = checkpoint.inner?.child('channel_values');
  if (!channels?.inner) return absent('the checkpoint cannot be read');
  const root = channels.inner.child(ROOT_CHANNEL);
  if (root) return root;
  const nodes = checkpoint.inner?.child('versions_seen')?.inner;
  const stored = channels.inner.slice(0, Infinity).flatMap(({ key, value }): Entry[] => {
    const name = String(key);
    const shown = shownChannel(name);
    if (shown === undefined || isNodeTrigger(name, value, nodes)) return [];
    return [{ key: shown, value }];
  });
  const deltas = metadata?.inner?.child('counters_since_delta_snapshot')?.inner?.slice(0, Infinity);
  const unstored = (deltas ?? []).filter(({ key }) => !channels.inner?.child(key));
  const notStored = absent('not stored here: this channel keeps changes, not values');
  return record([...stored, ...unstored.map(({ key }) => ({ key, value: notStored }))]);
}

/**
 * In early 0.2 (dist/graph/state.js of 0.2.0) a node that ran writes its name to a channel of that name. A node
 * can't be named like a state channel.
 */
function isNodeTrigger(name: string, value: Value, nodes: Value['inner']): boolean {
  return nodes?.child(name) !== undefined && value.type === 'string' && value.toJson() === name;
}
