/** The deprecated mode `messages`: whole messages as they grow, from the events of chat models. */

interface Message {
  id?: string;
  concat?: (more: Message) => Message;
}

/** An event of `streamEvents` v2. */
export interface RunnableEvent {
  event: string;
  run_id: string;
  tags?: string[];
  metadata?: object;
  data: { chunk?: unknown };
}

type Named = [event: string, data: unknown];

const messagesIn = (values: unknown): Message[] => {
  if (typeof values !== 'object' || values === null || !('messages' in values)) return [];
  const { messages } = values;
  return (Array.isArray(messages) ? messages : [messages]) as Message[];
};

/** As LangGraph's server makes them (langgraph-api 1.5.1, dist/stream.mjs). One of these per run. */
export function createMessageEvents() {
  const partial = new Map<string, Message>();
  const complete = new Set<string>();

  return {
    fromValues(values: unknown): Named[] {
      const fresh = messagesIn(values).filter(({ id }) => id && !complete.has(id));
      for (const { id } of fresh) if (id) complete.add(id);
      return fresh.length > 0 ? [['messages/complete', fresh]] : [];
    },

    fromModel({ event, tags, metadata, data }: RunnableEvent): Named[] {
      if (event !== 'on_chat_model_stream' || tags?.includes('nostream')) return [];
      const piece = data.chunk as Message | undefined;
      if (!piece?.id) return [];
      const known = partial.get(piece.id);
      const grown = known?.concat?.(piece) ?? piece;
      partial.set(piece.id, grown);
      const begun: Named[] = known ? [] : [['messages/metadata', { [piece.id]: { metadata } }]];
      return [...begun, ['messages/partial', [grown]]];
    },
  };
}
