import type { Ledger } from '../adapters/adapter.ts';
import type { GraphModel } from '../protocol/graph.ts';
import type { CheckpointRow, TaskInfo } from '../protocol/model.ts';
import type { GraphMemory } from '../storage/storage.ts';
import { learnEdges, mergeEdges, prefixOf } from './observedEdges.ts';

export interface EdgeLearnerOptions {
  memory: Pick<GraphMemory, 'observedEdges' | 'addObservedEdge'>;
  tasks: Ledger['tasks'];
  /** The merged graph has an edge more. */
  changed: () => void;
}

/** Watches a graph's runs and remembers the edges they take. */
export function createEdgeLearner({ memory, tasks, changed }: EdgeLearnerOptions) {
  const observed = memory.observedEdges();
  const known = new Set(observed.map(({ source, target }) => `${source} ${target}`));
  /** The last checkpoint and the one before it, by thread, then namespace. */
  const heads = new Map<string, Map<string, [head: CheckpointRow, previous?: CheckpointRow]>>();

  /** Tasks whose checkpoint is still being written, by its id. */
  const waiting = new Map<string, { graph: GraphModel; task: TaskInfo }[]>();

  const learn = (graph: GraphModel, from: string[], to: Parameters<typeof learnEdges>[2]) => {
    const fresh = learnEdges(graph, from, to).filter(
      ({ source, target }) => !known.has(`${source} ${target}`),
    );
    for (const edge of fresh) {
      known.add(`${edge.source} ${edge.target}`);
      memory.addObservedEdge(edge);
      observed.push(edge);
    }
    if (fresh.length > 0) changed();
  };

  const tasksAt = ({ thread_id, checkpoint_ns }: CheckpointRow, checkpoint_id: string) =>
    tasks(thread_id, checkpoint_id, checkpoint_ns).filter(
      ({ caller_id }) => caller_id === undefined,
    );

  /** The nodes that led to a checkpoint; none where that cannot be said, as after a fork. */
  const ledTo = (head: CheckpointRow, previous?: CheckpointRow): string[] => {
    const prefix = prefixOf(head.checkpoint_ns);
    const parent = head.parent_checkpoint_id;
    if (head.source === 'update') return head.asNode ? [prefix + head.asNode] : [];
    if (head.source !== 'loop' || parent === undefined) return [];
    if (previous?.checkpoint_id === parent && previous.source === 'input') {
      return [`${prefix}__start__`];
    }
    return tasksAt(head, parent)
      .filter(({ status }) => status === 'done')
      .map(({ node }) => node);
  };

  return {
    merge: (graph: GraphModel): GraphModel => mergeEdges(graph, observed),

    sawCheckpoint(row: CheckpointRow) {
      const early = waiting.get(row.checkpoint_id) ?? [];
      waiting.delete(row.checkpoint_id);
      const ofThread = heads.get(row.thread_id) ?? new Map<string, [CheckpointRow]>();
      heads.set(row.thread_id, ofThread);
      const previous = ofThread.get(row.checkpoint_ns)?.[0];
      ofThread.set(row.checkpoint_ns, previous ? [row, previous] : [row]);
      for (const { graph, task } of early) learn(graph, ledTo(row, previous), [task]);
    },

    /** Tasks that run, or would next. They may be told before their checkpoint is on disk. */
    sawTasks(graph: GraphModel, reached: TaskInfo[]) {
      for (const task of reached) {
        if (task.caller_id) continue;
        const [head, previous] = heads.get(task.thread_id)?.get(task.checkpoint_ns) ?? [];
        if (head?.checkpoint_id === task.checkpoint_id) {
          learn(graph, ledTo(head, previous), [task]);
        } else {
          const early = waiting.get(task.checkpoint_id) ?? [];
          waiting.set(task.checkpoint_id, [...early, { graph, task }]);
        }
      }
    },

    /** A run has come to the end of its graph: what finished last in each namespace led there. */
    sawEnd(graph: GraphModel, thread_id: string) {
      for (const [head, previous] of heads.get(thread_id)?.values() ?? []) {
        if (tasksAt(head, head.checkpoint_id).length > 0) continue;
        const end = { node: `${prefixOf(head.checkpoint_ns)}__end__`, triggers: [] };
        learn(graph, ledTo(head, previous), [end]);
      }
      heads.delete(thread_id);
      // What was never followed by its checkpoint (a replay's, of an older one) teaches nothing.
      for (const [id, early] of waiting) {
        if (early.some(({ task }) => task.thread_id === thread_id)) waiting.delete(id);
      }
    },
  };
}
