import type { GraphModel } from '../protocol/graph.ts';
import type { CheckpointRow, TaskInfo } from '../protocol/model.ts';
import type { GraphMemory, Tasks } from '../storage/storage.ts';
import { learnEdges, mergeEdges, prefixOf } from './observedEdges.ts';

export interface EdgeLearnerOptions {
  memory: Pick<GraphMemory, 'observedEdges' | 'addObservedEdge'>;
  tasks: Pick<Tasks, 'list'>;
  /** The merged graph has an edge more. */
  changed: () => void;
}

/** Watches a graph's runs and remembers the edges they take. */
export function createEdgeLearner({ memory, tasks, changed }: EdgeLearnerOptions) {
  const observed = memory.observedEdges();
  const known = new Set(observed.map(({ source, target }) => `${source} ${target}`));
  /** The last checkpoint and the one before it, by thread, then namespace. */
  const heads = new Map<string, Map<string, [head: CheckpointRow, previous?: CheckpointRow]>>();

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
    tasks
      .list(thread_id, checkpoint_id, checkpoint_ns)
      .filter(({ caller_id }) => caller_id === undefined);

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
      const ofThread = heads.get(row.thread_id) ?? new Map<string, [CheckpointRow]>();
      heads.set(row.thread_id, ofThread);
      const previous = ofThread.get(row.checkpoint_ns)?.[0];
      ofThread.set(row.checkpoint_ns, previous ? [row, previous] : [row]);
    },

    /** Tasks that run, or would next. */
    sawTasks(graph: GraphModel, reached: TaskInfo[]) {
      for (const task of reached) {
        const [head, previous] = heads.get(task.thread_id)?.get(task.checkpoint_ns) ?? [];
        if (!head || head.checkpoint_id !== task.checkpoint_id || task.caller_id) continue;
        learn(graph, ledTo(head, previous), [task]);
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
    },
  };
}
