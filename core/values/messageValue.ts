import { cut, jsonOf, literal, innerOf, textOf, type Inner, type Value } from './value.ts';

/** Shown first, in this order; the rest follows as stored. */
const leading = ['content', 'tool_calls', 'tool_call_id', 'name', 'id'];

/** LangChain's `getType()` by class. */
const types: Record<string, string> = {
  HumanMessage: 'human',
  AIMessage: 'ai',
  SystemMessage: 'system',
  ToolMessage: 'tool',
  FunctionMessage: 'function',
  RemoveMessage: 'remove',
  ChatMessage: 'generic',
};

/**
 * A message from its constructor's arguments. Its children and JSON are `type` and those arguments, which is
 * the form a LangGraph server gives (`{type: 'human', content, …}`) and takes.
 */
export function decodeMessage(className: string, kwargs: Inner, size: number): Value {
  const base = className.replace(/Chunk$/, '');
  const type = types[base] ?? base.replace(/Message$/, '').toLowerCase();
  const fields = kwargs.slice(0, Infinity).filter(({ key }) => key !== 'type');
  const rank = (key: string | number) => leading.indexOf(String(key)) + 1 || leading.length + 1;
  const ordered = fields.toSorted((a, b) => rank(a.key) - rank(b.key));
  const inner = innerOf([{ key: 'type', value: literal(type) }, ...ordered]);
  return {
    type: 'message',
    className,
    size,
    preview: (room) => cut(previewMessage(inner, room), room),
    inner,
    toJson: () => jsonOf('object', inner),
  };
}

function previewMessage(message: Inner, room: number): string {
  const content = message.child('content');
  const said = content?.type === 'array' ? blocks(content, room) : (content?.preview(room) ?? '');
  const calls = message.child('tool_calls')?.inner?.first(4) ?? [];
  const called = calls.map(({ value }) => {
    const name = textOf(value.inner?.child('name'));
    return `${name}(${value.inner?.child('args')?.preview(room) ?? ''})`;
  });
  return [...(said === '""' && called.length > 0 ? [] : [said]), ...called].join(' ');
}

/** Content in parts: texts as they are, anything else by its type. */
function blocks(content: Value, room: number): string {
  const parts = (content.inner?.first(4) ?? []).map(({ value }) => {
    const text = value.inner?.child('text');
    return text ? text.preview(room) : textOf(value.inner?.child('type'));
  });
  return parts.join(' ');
}
