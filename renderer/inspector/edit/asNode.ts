import type { GraphModel } from '../../../core/protocol/graph.ts';
import type { CheckpointRow, ThreadInfo } from '../../../core/protocol/model.ts';
import { nodePath } from '../../../core/protocol/namespace.ts';
import { tasksBelow, tasksFrom, type Tasks } from '../../store/taskIndex.ts';
import type { Moment } from '../useMoment.ts';

/** LangGraph's name for an update that counts as input. */
export const START = '__start__';

/** The names an update at this moment may be given as: those of the graph the checkpoint belongs to. */
export function nodeNames(graph: GraphModel | null | undefined, checkpointNs: string): string[] {
  const parent = nodePath(checkpointNs);
  return (graph?.nodes ?? [])
    .filter((node) => (node.parent ?? '') === parent)
    .filter(({ kind }) => kind === 'node' || kind === 'subgraph' || kind === 'task')
    .map((node) => node.name);
}

/** Stopped before a node: what a person edits there is most often what the node should have said. */
export function stoppedBefore({ row, atHead }: Moment, thread?: ThreadInfo): string | undefined {
  const stopped = thread?.stopped;
  if (!atHead || stopped?.reason !== 'breakpoint' || stopped.when === 'after') return undefined;
  return stopped.nodes.length === 1 && row.next.length === 1 ? row.next[0] : undefined;
}

/** Nodes that are in the middle of a subgraph at a moment. An update beside them makes LangGraph begin that anew. */
export const openSubgraphs = (
  tasks: Tasks,
  { checkpoint_id, checkpoint_ns }: CheckpointRow,
): string[] =>
  tasksFrom(tasks, checkpoint_id)
    .filter((task) => task.checkpoint_ns === checkpoint_ns && task.status !== 'done')
    .filter((task) => tasksBelow(tasks, task).some((one) => one.checkpoint_ns !== checkpoint_ns))
    .map(({ name }) => name);
