import { execFileSync } from 'node:child_process';
import { HumanMessage } from '@langchain/core/messages';
import { Command } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { fromRoot } from '../../scripts/root.ts';
import { graph as saved } from '../fixtures/graphs/saved.ts';

export const savedGraph = (checkpointer: BaseCheckpointSaver) =>
  saved.builder.compile({ checkpointer });

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
