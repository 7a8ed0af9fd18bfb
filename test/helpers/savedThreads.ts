import { execFileSync } from 'node:child_process';
import {
  Annotation,
  Command,
  END,
  interrupt,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { fromRoot } from '../../scripts/root.ts';

const State = Annotation.Root({
  ...MessagesAnnotation.spec,
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  kept: Annotation<unknown>(),
  answer: Annotation<string>(),
});

/** The graph of test/fixtures/savers/thread.py, in JavaScript. */
export function savedGraph(checkpointer: BaseCheckpointSaver) {
  const call = { name: 'look_up', args: { city: 'Berlin' }, id: 'call-1' };
  return new StateGraph(State)
    .addNode('agent', () => ({
      messages: [new AIMessage({ content: 'I look it up.', tool_calls: [call] })],
      log: ['agent'],
    }))
    .addNode('tools', () => ({
      messages: [new ToolMessage({ content: 'Sunny', tool_call_id: 'call-1', name: 'look_up' })],
      log: ['tools'],
      kept: { set: new Set([1]), map: new Map([['a', 1]]), nothing: null },
    }))
    .addNode('worker', (state: { n?: number }) => ({ log: [`worker ${state.n}`] }))
    .addNode('ask', () => ({ answer: interrupt<unknown, string>({ question: 'Go on?' }) }))
    .addEdge(START, 'agent')
    .addEdge('agent', 'tools')
    .addConditionalEdges('tools', () => [0, 1].map((n) => new Send('worker', { n })), ['worker'])
    .addEdge('worker', 'ask')
    .addEdge('ask', END)
    .compile({ checkpointer });
}

/** Two threads: `finished`, with a fork before its `tools`, and `asking`, which waits for an answer. */
export async function saveThreads(checkpointer: BaseCheckpointSaver): Promise<void> {
  const graph = savedGraph(checkpointer);
  const input = { messages: [new HumanMessage({ content: 'What is the weather?', id: 'm1' })] };
  for (const thread_id of ['finished', 'asking']) {
    const config = { configurable: { thread_id } };
    await graph.invoke(input, config);
    if (thread_id === 'asking') continue;
    await graph.invoke(new Command({ resume: 'yes' }), config);
    for await (const { next, config: past } of graph.getStateHistory(config)) {
      if (next[0] !== 'tools') continue;
      await graph.updateState(past, { log: ['edited'] }, 'agent');
      break;
    }
  }
}

/** The same by Python's saver. `where` is a file or an address. */
export function saveThreadsInPython(
  python: string,
  kind: 'sqlite' | 'postgres',
  where: string,
): void {
  const program = fromRoot('test/fixtures/savers/thread.py');
  execFileSync(python, [program, kind, where], { timeout: 60_000, stdio: 'pipe' });
}
