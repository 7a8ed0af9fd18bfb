import { END, interrupt, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { toolCalls } from './model.ts';
import { model, search } from './weatherModel.ts';

/** Waiting for a person with `interrupt()`: resume with the place, e.g. "san francisco". */
type State = typeof MessagesAnnotation.State;

async function callModel({ messages }: State) {
  return { messages: [await model.invoke(messages)] };
}

function askHuman({ messages }: State) {
  const [call] = toolCalls(messages.at(-1));
  const location = interrupt<string, string>(call?.args.question);
  return { messages: [{ type: 'tool', tool_call_id: call?.id, content: location }] };
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
  .compile();

export const exampleInput = {
  messages: [
    { role: 'user', content: 'Ask the user where they are, then look up the weather there' },
  ],
};
