import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages';
import { Annotation, END, MessagesAnnotation, Send, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { textOf } from './text.ts';
import type { Turn } from './turns.ts';

type Saver = BaseCheckpointSaver | undefined;

interface Config {
  configurable: { thread_id: string; checkpoint_id?: string };
  recursionLimit?: number;
}

interface Snapshot {
  values: unknown;
  config: { configurable?: Record<string, unknown> };
}

/** A compiled graph, as far as the benchmark goes. */
export interface Graph {
  invoke: (input: unknown, config: Config) => Promise<unknown>;
  getState: (config: Config) => Promise<Snapshot>;
  getStateHistory: (config: Config, options?: { limit?: number }) => AsyncIterable<Snapshot>;
}

export interface Workload {
  graph: Graph;
  input: unknown;
}

export interface WorkloadOptions {
  /** Nodes also change their input in place, as careless ones do. */
  mutate?: boolean;
  /** What a node of each super-step waits for; of the fan-out, a node of every third. */
  turn?: Turn;
}

export type MakeWorkload = (steps: number, saver: Saver, options?: WorkloadOptions) => Workload;

const noTurn: Turn = () => Promise.resolve();

const message = (i: number) =>
  new AIMessage({
    id: `run-${(i * 2654435761) >>> 0}-4c1f-8a7e-${String(i).padStart(12, '0')}`,
    content: textOf(i, 1024),
    response_metadata: { model_name: 'model-x', finish_reason: 'stop' },
    usage_metadata: { input_tokens: 100 + i, output_tokens: 256, total_tokens: 356 + i },
  });

function mutateMessage(messages: BaseMessage[], step: number): void {
  const target = messages[(step * 7) % messages.length];
  if (!target) return;
  if (step % 3 === 0) Object.assign(target.response_metadata, { seen: step });
  else if (step % 3 === 1) target.content = `changed in step ${step}`;
  else target.additional_kwargs = { ...target.additional_kwargs, [`note${step % 5}`]: [step] };
}

const messages: MakeWorkload = (steps, checkpointer, { mutate, turn = noTurn } = {}) => {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('agent', async (state) => {
      await turn();
      const count = state.messages.length;
      if (mutate) mutateMessage(state.messages, count);
      return { messages: [message(count)] };
    })
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', (s) => (s.messages.length > steps ? END : 'agent'))
    .compile({ ...(checkpointer && { checkpointer }) });
  const first = new HumanMessage({ id: 'human-0', content: textOf(0, 1024) });
  return { graph: graph as unknown as Graph, input: { messages: [first] } };
};

const channels: MakeWorkload = (steps, checkpointer, { mutate, turn = noTurn } = {}) => {
  const names = Array.from({ length: 50 }, (_, i) => `channel${i}`);
  const spec = Object.fromEntries(names.map((name) => [name, Annotation<unknown>()]));
  const State = Annotation.Root({ ...spec, step: Annotation<number>() });
  const graph = new StateGraph(State)
    .addNode('update', async (given) => {
      await turn();
      const state = given as Record<string, unknown> & { step: number };
      const name = `channel${state.step % 50}`;
      const text = textOf(1000 + state.step, 10_240);
      if (mutate) (state['channel3'] as { log?: number[] }).log?.push(state.step);
      return { step: state.step + 1, [name]: mutate && name === 'channel3' ? { log: [] } : text };
    })
    .addEdge(START, 'update')
    .addConditionalEdges('update', (s) => ((s as { step: number }).step >= steps ? END : 'update'))
    .compile({ ...(checkpointer && { checkpointer }) });
  const values = names.map((name, i) => [name, textOf(i, 10_240)]);
  const mutated = mutate ? { channel3: { log: [] } } : {};
  const input = { ...Object.fromEntries(values), ...mutated, step: 0 };
  return { graph: graph as unknown as Graph, input };
};

const section = (i: number) => ({
  id: i,
  heading: textOf(i, 48),
  body: textOf(i, 10_240),
  tags: ['a', 'b', String(i)],
});

const document: MakeWorkload = (steps, checkpointer, { mutate, turn = noTurn } = {}) => {
  type Doc = { title: string; sections: Record<string, unknown>[] };
  const State = Annotation.Root({ doc: Annotation<Doc>(), step: Annotation<number>() });
  const graph = new StateGraph(State)
    .addNode('tick', async ({ doc, step }) => {
      await turn();
      if (mutate) Object.assign(doc.sections[(step * 13) % 500] ?? {}, { read: step });
      return { step: step + 1 };
    })
    .addEdge(START, 'tick')
    .addConditionalEdges('tick', (s) => (s.step >= steps ? END : 'tick'))
    .compile({ ...(checkpointer && { checkpointer }) });
  const doc = { title: 'doc', sections: Array.from({ length: 500 }, (_, i) => section(i)) };
  return { graph: graph as unknown as Graph, input: { doc, step: 0 } };
};

const fanOut: MakeWorkload = (rounds, checkpointer, { mutate, turn = noTurn } = {}) => {
  type Item = { i: number; round: number; text: string; seen?: number };
  const State = Annotation.Root({
    round: Annotation<number>(),
    out: Annotation<Item[], Item[] | null>({
      reducer: (left, right) => (right === null ? [] : [...left, ...right]),
      default: () => [],
    }),
  });
  const graph = new StateGraph(State)
    .addNode('dispatch', async ({ round }) => {
      await turn();
      return { round: round + 1, out: null };
    })
    .addNode('worker', (task: { i: number; round: number }) => {
      const { i, round } = task;
      return { out: [{ i, round, text: textOf(round * 100 + i, 1024) }] };
    })
    .addNode('join', ({ out }) => {
      if (mutate) for (const item of out.slice(0, 3)) item.seen = (item.seen ?? 0) + 1;
      return {};
    })
    .addEdge(START, 'dispatch')
    .addConditionalEdges(
      'dispatch',
      ({ round }) => Array.from({ length: 100 }, (_, i) => new Send('worker', { i, round })),
      ['worker'],
    )
    .addEdge('worker', 'join')
    .addConditionalEdges('join', (s) => (s.round >= rounds ? END : 'dispatch'))
    .compile({ ...(checkpointer && { checkpointer }) });
  return { graph: graph as unknown as Graph, input: { round: 0 } };
};

export const workloads = { messages, channels, document, fanOut } satisfies Record<
  string,
  MakeWorkload
>;

export type WorkloadName = keyof typeof workloads;
