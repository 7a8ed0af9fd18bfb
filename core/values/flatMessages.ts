import type { Json } from '../protocol/model.ts';
import { jsonText } from './jsonText.ts';
import { textValue } from './textValue.ts';
import type { Value } from './value.ts';

const classes: Record<string, string> = {
  human: 'HumanMessage',
  ai: 'AIMessage',
  system: 'SystemMessage',
  tool: 'ToolMessage',
  function: 'FunctionMessage',
  remove: 'RemoveMessage',
  AIMessageChunk: 'AIMessageChunk',
};

/**
 * The value of plain JSON as LangGraph servers send it, in which a message is flat: `{type: 'human', content, …}`. It
 * is shown as the message it is.
 */
export function plainValue(json: Json | undefined): Value {
  return textValue(jsonText(JSON.stringify(json === undefined ? null : json, asMessage)));
}

function asMessage(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('content' in value)) return value;
  if (!('additional_kwargs' in value) && !('response_metadata' in value)) return value;
  const { type, ...kwargs } = value as Record<string, unknown>;
  const name = typeof type === 'string' ? classes[type] : undefined;
  if (!name) return value;
  return { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', name], kwargs };
}
