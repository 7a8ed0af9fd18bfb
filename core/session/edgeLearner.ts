import type { Ledger } from '../protocol/history.ts';
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

/** A checkpoint as it was made, and the nodes that have finished since: all of them, or what is recorded is asked. */
interface Head {
  row: CheckpointRow;
  done: string[];
}

const reached: readonly TaskInfo['status'][] = ['running', 'held', 'next'];

/** Watches a graph's runs and remembers the edges they take. */
export function createEdgeLearner({ memory, tasks, changed }: EdgeLearnerOptions) {
  const observed = memory.observedEdges();
  const known = new Set(observed.map(({ source, target }) => `${source} ${target}`));
  /** The last checkpoint and the one before it, by thread, then namespace. */
  const heads = new Map<string, Map<string, [head: Head, previous?: Head]>>();

  /** What was told of tasks whose checkpoint is still being written, by its id. */
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
  const ledTo = ({ row: head }: Head, previous?: Head): string[] => {
    const prefix = prefixOf(head.checkpoint_ns);
    const parent = head.parent_checkpoint_id;
    if (head.source === 'update') return head.asNode ? [prefix + head.asNode] : [];
    if (head.source !== 'loop' || parent === undefined) return [];
    if (previous?.row.checkpoint_id === parent) {
      return previous.row.source === 'input' ? [`${prefix}__start__`] : previous.done;
    }
    return tasksAt(head, parent)
      .filter(({ status }) => status === 'done')
      .map(({ node }) => node);
  };

  /** Of a task that ran from `head`. */
  const follow = (graph: GraphModel, task: TaskInfo, head: Head, previous?: Head) => {
    if (task.status === 'done') head.done.push(task.node);
    if (reached.includes(task.status)) learn(graph, ledTo(head, previous), [task]);
  };

  return {
    merge: (graph: GraphModel): GraphModel => mergeEdges(graph, observed),

    sawCheckpoint(row: CheckpointRow) {
      const early = waiting.get(row.checkpoint_id) ?? [];
      waiting.delete(row.checkpoint_id);
      const ofThread = heads.get(row.thread_id) ?? new Map<string, [Head]>();
      heads.set(row.thread_id, ofThread);
      const previous = ofThread.get(row.checkpoint_ns)?.[0];
      const head: Head = { row, done: [] };
      ofThread.set(row.checkpoint_ns, previous ? [head, previous] : [head]);
      for (const { graph, task } of early) follow(graph, task, head, previous);
    },

    /** They may be told before their checkpoint is on disk. */
    sawTasks(graph: GraphModel, tasks: TaskInfo[]) {
      for (const task of tasks) {
        if (task.caller_id) continue;
        const [head, previous] = heads.get(task.thread_id)?.get(task.checkpoint_ns) ?? [];
        const isOf = (one?: Head) => one?.row.checkpoint_id === task.checkpoint_id;
        if (head && isOf(head)) {
          follow(graph, task, head, previous);
        } else if (previous && isOf(previous)) {
          if (task.status === 'done') previous.done.push(task.node);
        } else {
          const early = waiting.get(task.checkpoint_id) ?? [];
          waiting.set(task.checkpoint_id, [...early, { graph, task }]);
        }
      }
    },

    /** A run has come to the end of its graph: what finished last in each namespace led there. */
    sawEnd(graph: GraphModel, thread_id: string) {
      for (const [head, previous] of heads.get(thread_id)?.values() ?? []) {
        if (tasksAt(head.row, head.row.checkpoint_id).length > 0) continue;
        const end = { node: `${prefixOf(head.row.checkpoint_ns)}__end__`, triggers: [] };
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
