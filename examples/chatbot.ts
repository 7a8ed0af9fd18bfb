import { tool } from '@langchain/core/tools';
import { interrupt, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { z } from 'zod';
import { callsOf, currentTurn, ScriptedModel, type Script } from './model.ts';

/** A chatbot whose tool asks a person. Resume with `{"data": "…"}`. */
const humanAssistance = tool(
  ({ query }) => {
    const response = interrupt<{ query: string }, { data: string }>({ query });
    return response.data;
  },
  {
    name: 'human_assistance',
    description: 'Request assistance from a human.',
    schema: z.object({ query: z.string() }),
  },
);

const search = tool(({ query }) => `"${query}": see the guide at https://docs.langchain.com.`, {
  name: 'search',
  description: 'Search the web.',
  schema: z.object({ query: z.string() }),
});

const script: Script = (messages) => {
  const turn = currentTurn(messages);
  const advice = callsOf(turn, 'human_assistance').at(-1)?.answer;
  if (advice) {
    return {
      text: `Thank you for your patience. I've received some expert advice regarding your request. Here's what the experts have suggested:\n\n${advice}`,
    };
  }
  const found = callsOf(turn, 'search').at(-1)?.answer;
  if (found) return { text: `Here is what I found. ${found}` };

  const question = turn[0]?.text ?? '';
  if (/assistance|expert|human/i.test(question)) {
    return {
      text: "Certainly! I'd be happy to request expert assistance for you. To do this, I'll use the human_assistance function to relay your request. Let me do that for you now.",
      calls: [{ name: 'human_assistance', args: { query: question } }],
    };
  }
  return {
    text: 'Let me look that up.',
    calls: [{ name: 'search', args: { query: question } }],
  };
};

const tools = [search, humanAssistance];
const model = new ScriptedModel(script).bindTools(tools);

async function chatbot({ messages }: typeof MessagesAnnotation.State) {
  return { messages: [await model.invoke(messages)] };
}

export const graph = new StateGraph(MessagesAnnotation)
  .addNode('chatbot', chatbot)
  .addNode('tools', new ToolNode(tools))
  .addEdge(START, 'chatbot')
  .addConditionalEdges('chatbot', toolsCondition, ['tools', '__end__'])
  .addEdge('tools', 'chatbot')
  .compile();

export const exampleInput = {
  messages: [
    {
      role: 'user',
      content:
        'I need some expert guidance for building an AI agent. Could you request assistance for me?',
    },
  ],
};
