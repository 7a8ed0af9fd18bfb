import { isObject } from '../../../core/protocol/isObject.ts';
import type { Json } from '../../../core/protocol/model.ts';

export type Role = 'human' | 'ai' | 'system' | 'tool' | 'other';

export interface ToolCall {
  id: string;
  name: string;
  args: Json;
  /** Why it is none that can be made: the model wrote arguments that cannot be read. */
  problem?: string;
  /** The message that answers it. */
  result?: ChatMessage;
}

/** A part of a message's content. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'image'; source: string }
  | { kind: 'other'; type: string; value: Json };

export interface ChatMessage {
  key: string;
  role: Role;
  /** As the message has it: `human`, `ai`… or a class, or a role, of its own. */
  type: string;
  name?: string;
  blocks: Block[];
  calls: ToolCall[];
  isError: boolean;
  isNew: boolean;
}

type Fields = Record<string, Json>;

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const roles: Record<string, Role> = {
  human: 'human',
  user: 'human',
  ai: 'ai',
  assistant: 'ai',
  system: 'system',
  developer: 'system',
  tool: 'tool',
};

/** The speaker in one word, from a type (`ai`) or a class (`AIMessageChunk`). */
export function roleOf(typeOrClass: string): string {
  return typeOrClass.replace(/(Message)?(Chunk)?$/, '').toLowerCase() || 'message';
}

/**
 * A channel of messages as a conversation: answers of tools stand with the call they answer. `known` is how
 * many messages the checkpoint before had. Takes anything: what is no message is shown as what it is.
 */
export function chatOf(messages: Json, known: number): ChatMessage[] {
  const list = Array.isArray(messages) ? messages : [];
  const chat = list.map((message, index) => messageOf(message, index, index >= known));
  const calls = new Map(chat.flatMap((message) => message.calls).map((call) => [call.id, call]));
  return chat.filter((message, index) => {
    const fields = list[index];
    const answered = isObject(fields) ? text(fields.tool_call_id) : undefined;
    const call = answered === undefined ? undefined : calls.get(answered);
    if (!call || call.result) return true;
    call.result = message;
    return false;
  });
}

function messageOf(message: Json, index: number, isNew: boolean): ChatMessage {
  if (!isObject(message)) {
    const block: Block = { kind: 'other', type: 'value', value: message };
    const role = 'other' as const;
    const what = { role, type: 'value', blocks: [block], calls: [], isError: false };
    return { key: String(index), ...what, isNew };
  }
  const type = typeOf(message);
  return {
    key: `${index} ${text(message.id) ?? ''}`,
    role: roles[type] ?? 'other',
    type,
    name: text(message.name),
    blocks: blocksOf(message.content),
    calls: callsOf(message),
    isError: message.status === 'error',
    isNew,
  };
}

/** LangChain calls `generic` what has a role of its own. */
const typeOf = ({ type, role }: Fields): string =>
  (type === 'generic' ? text(role) : text(type)) ?? text(role) ?? 'message';

/** Models' own blocks for calls: shown as the calls they are. */
const callBlocks = new Set(['tool_use', 'tool_call', 'function_call', 'input_json_delta']);

function blocksOf(content: Json | undefined): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) {
    return content === undefined || content === null
      ? []
      : [{ kind: 'other', type: 'content', value: content }];
  }
  return content.flatMap((part): Block[] => {
    if (typeof part === 'string') return [{ kind: 'text', text: part }];
    if (!isObject(part)) return [{ kind: 'other', type: 'value', value: part }];
    const type = text(part.type) ?? 'block';
    if (callBlocks.has(type)) return [];
    if (typeof part.text === 'string') return [{ kind: 'text', text: part.text }];
    const image = imageOf(part);
    return image ? [{ kind: 'image', source: image }] : [{ kind: 'other', type, value: part }];
  });
}

/** OpenAI's `image_url`, Anthropic's and LangChain's base64 images; as a URL. */
function imageOf(part: Fields): string | undefined {
  if (part.type === 'image_url') {
    return isObject(part.image_url) ? text(part.image_url.url) : text(part.image_url);
  }
  if (part.type !== 'image') return undefined;
  const source = isObject(part.source) ? part.source : part;
  const mime = text(source.media_type) ?? text(source.mime_type) ?? text(source.mimeType);
  const data = text(source.data);
  if (data) return `data:${mime ?? 'image/png'};base64,${data}`;
  return text(source.url);
}

function callsOf(message: Fields): ToolCall[] {
  const listed = (calls: Json | undefined) => (Array.isArray(calls) ? calls.filter(isObject) : []);
  const asCall = (call: Fields, key: string): ToolCall => ({
    id: text(call.id) ?? `${text(message.id) ?? ''}#${key}`,
    name: text(call.name) ?? 'tool',
    args: call.args ?? null,
  });
  return [
    ...listed(message.tool_calls).map((call, index) => asCall(call, String(index))),
    ...listed(message.invalid_tool_calls).map((call, index) => ({
      ...asCall(call, `invalid ${index}`),
      problem: text(call.error) ?? 'Its arguments cannot be read.',
    })),
  ];
}

/** The calls of the last message that called tools which no message answers yet, in order. */
export function unansweredCalls(messages: Json): ToolCall[] {
  const calls = chatOf(messages, 0).findLast((message) => message.calls.length > 0)?.calls;
  return (calls ?? []).filter((call) => !call.result && call.problem === undefined);
}
