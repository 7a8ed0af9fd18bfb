import type { CheckpointRow, GraphModel, TaskInfo } from '../protocol/model.ts';
import type { GraphMemory, Tasks } from '../storage/storage.ts';
import { learnEdges, mergeEdges } from './observedEdges.ts';

export interface EdgeLearnerOptions {
  memory: Pick<GraphMemory, 'observedEdges' | 'addObservedEdge'>;
  tasks: Pick<Tasks, 'list'>;
  /** The merged graph has an edge more. */
  changed: () => void;
}

/** A namespace of a thread at its last checkpoint. */
interface Head {
  checkpoint_id: string;
  parent?: string;
}

/** Watches a graph's runs and remembers the edges they take. */
export function createEdgeLearner({ memory, tasks, changed }: EdgeLearnerOptions) {
  const observed = memory.observedEdges();
  const known = new Set(observed.map(({ source, target }) => `${source} ${target}`));
  /** By thread, then namespace. */
  const heads = new Map<string, Map<string, Head>>();

  const learn = (graph: GraphModel, before: TaskInfo[], now: TaskInfo[]) => {
    const fresh = learnEdges(graph, before, now).filter(
      ({ source, target }) => !known.has(`${source} ${target}`),
    );
    for (const edge of fresh) {
      known.add(`${edge.source} ${edge.target}`);
      memory.addObservedEdge(edge);
      observed.push(edge);
    }
    if (fresh.length > 0) changed();
  };

  const ranFrom = (thread_id: string, ns: string, checkpoint_id?: string) =>
    checkpoint_id === undefined
      ? []
      : tasks.list(thread_id, checkpoint_id, ns).filter((task) => task.caller_id === undefined);

  return {
    merge: (graph: GraphModel): GraphModel => mergeEdges(graph, observed),

    sawCheckpoint(row: CheckpointRow) {
      const { thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id: parent } = row;
      const ofThread = heads.get(thread_id) ?? new Map<string, Head>();
      heads.set(thread_id, ofThread);
      ofThread.set(checkpoint_ns, { checkpoint_id, ...(parent !== undefined && { parent }) });
    },

    sawTasks(graph: GraphModel, started: TaskInfo[]) {
      for (const task of started) {
        const head = heads.get(task.thread_id)?.get(task.checkpoint_ns);
        if (head?.checkpoint_id !== task.checkpoint_id || task.caller_id !== undefined) continue;
        learn(graph, ranFrom(task.thread_id, task.checkpoint_ns, head.parent), [task]);
      }
    },

    /** A run has come to the end of its graph: what finished last in each namespace led there. */
    sawEnd(graph: GraphModel, thread_id: string) {
      for (const [ns, { checkpoint_id, parent }] of heads.get(thread_id) ?? []) {
        if (ranFrom(thread_id, ns, checkpoint_id).length > 0) continue;
        learn(graph, ranFrom(thread_id, ns, parent), []);
      }
      heads.delete(thread_id);
    },
  };
}
