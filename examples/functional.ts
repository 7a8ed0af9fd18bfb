import { entrypoint, interrupt, task } from '@langchain/langgraph';

/** Three tasks of the functional API. What `step_1` made is kept while a person is asked. */
const step1 = task('step_1', async (query: string) => `${query} bar`);

const humanFeedback = task('human_feedback', async (query: string) => {
  const feedback = interrupt<string, string>(`Please provide feedback: ${query}`);
  return `${query} ${feedback}`;
});

const step3 = task('step_3', async (query: string) => `${query} qux`);

export const graph = entrypoint('graph', async (query: string) => {
  const result1 = await step1(query);
  const result2 = await humanFeedback(result1);
  return step3(result2);
});

export const exampleInput = 'foo';
