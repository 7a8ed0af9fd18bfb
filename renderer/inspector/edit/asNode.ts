import type { GraphModel } from '../../../core/protocol/graph.ts';
import type { ThreadInfo } from '../../../core/protocol/model.ts';
import { nodePath } from '../../../core/protocol/namespace.ts';
import type { Moment } from '../useMoment.ts';

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
