import { Annotation, END, interrupt, START, StateGraph } from '@langchain/langgraph';

/** The smallest human in the loop: `human_feedback` asks, and what you resume with is kept. */
const State = Annotation.Root({
  input: Annotation<string>,
  user_feedback: Annotation<string>,
});

function step1() {
  console.log('---Step 1---');
  return {};
}

function humanFeedback() {
  console.log('---human_feedback---');
  const feedback = interrupt<string, string>('Please provide feedback:');
  return { user_feedback: feedback };
}

function step3() {
  console.log('---Step 3---');
  return {};
}

export const graph = new StateGraph(State)
  .addNode('step_1', step1)
  .addNode('human_feedback', humanFeedback)
  .addNode('step_3', step3)
  .addEdge(START, 'step_1')
  .addEdge('step_1', 'human_feedback')
  .addEdge('human_feedback', 'step_3')
  .addEdge('step_3', END)
  .compile();

export const exampleInput = { input: 'hello world' };
