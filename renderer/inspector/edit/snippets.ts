import type { ChannelInfo } from '../../../core/protocol/graph.ts';
import type { Json } from '../../../core/protocol/model.ts';
import { unansweredCalls } from '../messages/chatModel.ts';

/**
 * What to begin an update of a channel with, by what the channel does with it: answers to tool calls that
 * wait for one, the value itself where it is replaced, else something empty of its kind.
 */
export function snippetFor({ isMessages, reducer }: ChannelInfo, current: Json): Json {
  if (isMessages) {
    const calls = unansweredCalls(current);
    return calls.length > 0
      ? calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '' }))
      : [{ role: 'user', content: '' }];
  }
  if (reducer.startsWith('replaces')) return current;
  return emptyOf(current);
}

function emptyOf(value: Json): Json {
  if (Array.isArray(value)) return [];
  if (typeof value === 'string') return '';
  if (typeof value === 'number') return 0;
  if (typeof value === 'boolean') return false;
  if (value === null) return null;
  // A Map or Set, as LangGraph's serializer writes it.
  const isCollection = value.lc === 2 && Array.isArray(value.args) && Array.isArray(value.args[0]);
  return isCollection ? { ...value, args: [[]] } : {};
}

/** The text of an update with one more channel in it, and where in it to go on typing. */
export function insertChannel(
  update: { [channel: string]: Json },
  channel: string,
  snippet: Json,
): { text: string; offset: number } {
  const { [channel]: _before, ...others } = update;
  const text = JSON.stringify({ ...others, [channel]: snippet }, null, 2);
  const start = text.lastIndexOf(JSON.stringify(channel));
  const empty = text.indexOf('""', start);
  if (empty !== -1) return { text, offset: empty + 1 };
  return { text, offset: text.length - 2 };
}
