import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';

/** A fan-out with `Send`, and a join: `write` waits for every search and for `structure`. */
const State = Annotation.Root({
  topic: Annotation<string>,
  questions: Annotation<string[]>,
  outline: Annotation<string[]>,
  findings: Annotation<string[]>({ reducer: (all, more) => all.concat(more), default: () => [] }),
  report: Annotation<string>,
  round: Annotation<number>({ reducer: (_, round) => round, default: () => 0 }),
});
type Research = typeof State.State;

function plan({ topic, round }: Research) {
  const questions =
    round === 0
      ? [`What is ${topic}?`, `Who uses ${topic}?`, `What are the limits of ${topic}?`]
      : [`What comes after ${topic}?`];
  return { questions, round: round + 1 };
}

const searchAll = ({ questions }: Research) =>
  questions.map((question) => new Send('search', { question }));

function search({ question }: { question: string }) {
  return { findings: [`${question} Three sources agree.`] };
}

function structure({ topic, round }: Research) {
  return { outline: [`Introduction to ${topic}`, `Findings of round ${round}`, 'Conclusion'] };
}

function write({ outline, findings }: Research) {
  return { report: [...outline, ...findings].join('\n') };
}

/** Without a list of targets nobody can tell where this router may go. */
const review = ({ findings }: Research) => (findings.length < 4 ? 'plan' : END);

export const graph = new StateGraph(State)
  .addNode('plan', plan)
  .addNode('search', search)
  .addNode('structure', structure)
  .addNode('write', write)
  .addEdge(START, 'plan')
  .addConditionalEdges('plan', searchAll, ['search'])
  .addEdge('plan', 'structure')
  .addEdge(['search', 'structure'], 'write')
  .addConditionalEdges('write', review)
  .compile();

export const exampleInput = { topic: 'time-travel debugging' };
