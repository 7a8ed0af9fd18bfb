import type { Json } from '../protocol/model.ts';

interface MessageLike {
  content: unknown;
  getType?: () => string;
  _getType?: () => string;
  id?: string;
  name?: string;
  tool_calls?: unknown[];
  tool_call_id?: string;
}

const isMessage = (value: object): value is MessageLike =>
  'content' in value &&
  (('getType' in value && typeof value.getType === 'function') ||
    ('_getType' in value && typeof value._getType === 'function'));

const messageFields = (message: MessageLike) => ({
  type: message.getType?.() ?? message._getType?.(),
  content: message.content,
  ...(message.id && { id: message.id }),
  ...(message.name && { name: message.name }),
  ...(message.tool_calls?.length && { tool_calls: message.tool_calls }),
  ...(message.tool_call_id && { tool_call_id: message.tool_call_id }),
});

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isMessage(value)) return messageFields(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Error) return { name: value.name, message: value.message };
  return value;
}

/** A value of the user's as JSON, for display: messages by their parts, BigInts as strings, circles as `[Circular]`. */
export function toJson(value: unknown): Json {
  const above: unknown[] = [];
  try {
    const text = JSON.stringify(plain(value), function (this: Record<string, unknown>, key, given) {
      while (above.length > 0 && above.at(-1) !== this) above.pop();
      // `given` has been through toJSON, which turns a message into its constructor record.
      const own = key === '' ? given : plain(this[key]);
      const next = own === this[key] ? given : own;
      if (typeof next === 'object' && next !== null) {
        if (above.includes(next)) return '[Circular]';
        above.push(next);
      }
      return next;
    });
    return text === undefined ? null : (JSON.parse(text) as Json);
  } catch (error) {
    return `[not shown: ${error instanceof Error ? error.message : String(error)}]`;
  }
}
