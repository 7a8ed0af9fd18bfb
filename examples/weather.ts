import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { toolCalls } from './model.ts';
import { model, search } from './weatherModel.ts';

/**
 * Waiting for a person with a breakpoint: it stops before `ask_human`, which does nothing.
 * Answer by editing the state as `ask_human`, then continue.
 */
type State = typeof MessagesAnnotation.State;

async function callModel({ messages }: State) {
  return { messages: [await model.invoke(messages)] };
}

function askHuman() {
  return {};
}

function shouldContinue({ messages }: State) {
  const [call] = toolCalls(messages.at(-1));
  if (!call) return END;
  return call.name === 'AskHuman' ? 'ask_human' : 'action';
}

export const graph = new StateGraph(MessagesAnnotation)
  .addNode('agent', callModel)
  .addNode('action', new ToolNode([search]))
  .addNode('ask_human', askHuman)
  .addEdge(START, 'agent')
  .addConditionalEdges('agent', shouldContinue, ['action', 'ask_human', END])
  .addEdge('action', 'agent')
  .addEdge('ask_human', 'agent')
  .compile({ interruptBefore: ['ask_human'] });

export const exampleInput = {
  messages: [
    {
      role: 'user',
      content: 'Use the search tool to ask the user where they are, then look up the weather there',
    },
  ],
};
