import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

/** What the model says next: a text, and the tools it wants called. */
export interface Reply {
  text: string;
  calls?: { name: string; args: Record<string, unknown> }[];
}

/** Decides by the messages alone, so that it answers sensibly after an edit or a fork too. */
export type Script = (messages: BaseMessage[]) => Reply;

export interface CallOptions extends BaseChatModelCallOptions {
  tools?: BindToolsInput[];
}

/** A chat model without a network: it follows a script, calls tools and streams like any other. */
export class ScriptedModel extends BaseChatModel<CallOptions> {
  readonly script: Script;

  constructor(script: Script) {
    super({});
    this.script = script;
  }

  _llmType() {
    return 'scripted';
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools });
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { text, calls = [] } = this.script(messages);
    const tool_calls = calls.map((call, index) => ({
      ...call,
      id: callId(messages, index),
      type: 'tool_call' as const,
    }));
    return { generations: [{ text, message: new AIMessage({ content: text, tool_calls }) }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ) {
    const { text, calls = [] } = this.script(messages);
    for (const token of text.match(/\S+\s*/g) ?? []) {
      const message = new AIMessageChunk({ content: token });
      yield new ChatGenerationChunk({ text: token, message });
      await run?.handleLLMNewToken(token);
    }
    const tool_call_chunks = calls.map(({ name, args }, index) => ({
      name,
      args: JSON.stringify(args),
      id: callId(messages, index),
      index,
      type: 'tool_call_chunk' as const,
    }));
    const message = new AIMessageChunk({ content: '', tool_call_chunks });
    yield new ChatGenerationChunk({ text: '', message });
  }
}

const callId = (messages: BaseMessage[], index: number) => `call_${messages.length}_${index}`;

/** The messages since a person last spoke up by themselves, rather than to answer a tool call. */
export function currentTurn(messages: BaseMessage[]): BaseMessage[] {
  const start = messages.findLastIndex(
    (message, index) => message.type === 'human' && toolCalls(messages[index - 1]).length === 0,
  );
  return messages.slice(Math.max(start, 0));
}

/** Every call of a tool so far, with its answer once there is one. */
export function callsOf(messages: BaseMessage[], tool: string) {
  return messages.flatMap((message, index) =>
    toolCalls(message)
      .filter((call) => call.name === tool)
      .map((call) => ({ args: call.args, answer: answerTo(messages.slice(index + 1), call.id) })),
  );
}

function answerTo(later: BaseMessage[], callId?: string): string | undefined {
  const isAnswer = (message: BaseMessage) =>
    message.type === 'human' || ('tool_call_id' in message && message.tool_call_id === callId);
  return later.find(isAnswer)?.text;
}

/** The tools a message asks for; none for a person's or a tool's message. */
export const toolCalls = (message?: BaseMessage) =>
  AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
