import { absent, record, type Entry, type Value } from './value.ts';

/** Functional graphs keep what they returned and what they saved for the next run under these. */
const readable: Record<string, string> = { __end__: 'result', __previous__: 'previous' };

/** Channels of LangGraph's own: triggers, joins, reserved names. */
export const isInternal = (channel: string): boolean => /^(__|branch:|join:|start:)/.test(channel);

/** The state in a checkpoint: the user's channels only. A graph with a single root channel is that channel. */
export function stateValue(checkpoint: Value): Value {
  const channels = checkpoint.inner?.child('channel_values');
  if (!channels?.inner) return absent('the checkpoint cannot be read');
  const root = channels.inner.child('__root__');
  if (root) return root;
  const nodes = checkpoint.inner?.child('versions_seen')?.inner;
  return record(
    channels.inner.slice(0, Infinity).flatMap(({ key, value }): Entry[] => {
      const name = String(key);
      const shown = readable[name] ?? name;
      if (isInternal(shown) || isNodeTrigger(name, value, nodes)) return [];
      return [{ key: shown, value }];
    }),
  );
}

/** Up to 0.2, a node that ran left its own name in a channel of that name. State channels can't be named so. */
function isNodeTrigger(name: string, value: Value, nodes: Value['inner']): boolean {
  return value.type === 'string' && value.toJson() === name && nodes?.child(name) !== undefined;
}
