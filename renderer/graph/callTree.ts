import type { GraphModel } from '../../core/protocol/graph.ts';
import type { TaskInfo } from '../../core/protocol/model.ts';
import { sizeOf, type DrawnEdge, type DrawnGraph, type DrawnNode } from './drawnGraph.ts';

/**
 * A functional graph as it ran: the entrypoint, and below each task the tasks it called, in the order
 * they started. Two calls of one task are two boxes, the second named `… 2`.
 */
export function callTree(model: GraphModel, tasks: TaskInfo[]): DrawnGraph {
  const entry = model.nodes.find((node) => node.kind !== 'start' && node.kind !== 'end');
  if (!entry) return { nodes: [], edges: [] };
  const entryTask = tasks
    .filter((task) => task.node === entry.id)
    .sort(byStart)
    .at(-1);
  const calls = tasks
    .filter((task) => task.node !== entry.id && sameInvocation(task, entryTask))
    .sort(byStart);

  const boxOf = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const task of calls) {
    const count = (seen.get(task.node) ?? 0) + 1;
    seen.set(task.node, count);
    boxOf.set(task.id, count === 1 ? task.node : `${task.node} ${count}`);
  }

  const { id, name } = entry;
  const nodes: DrawnNode[] = [
    { id, node: id, name, kind: 'node', taskId: entryTask?.id, ...sizeOf(name, 'node') },
  ];
  const edges: DrawnEdge[] = [];
  for (const task of calls) {
    const target = boxOf.get(task.id) ?? task.id;
    const source = boxOf.get(task.caller_id ?? '') ?? entry.id;
    const size = sizeOf(task.name, 'task');
    nodes.push({
      id: target,
      node: task.node,
      name: task.name,
      kind: 'task',
      taskId: task.id,
      ...size,
    });
    edges.push({ id: `${source}→${target}`, source, target, kind: 'call' });
  }
  return { nodes, edges };
}

const byStart = (a: TaskInfo, b: TaskInfo): number =>
  (a.started_at ?? '').localeCompare(b.started_at ?? '');

/** Resuming an entrypoint keeps its task id and its checkpoint, so the calls of all its segments belong together. */
const sameInvocation = (task: TaskInfo, entryTask: TaskInfo | undefined): boolean =>
  entryTask !== undefined && task.checkpoint_id === entryTask.checkpoint_id;
