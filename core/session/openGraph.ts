import type { Ledger } from '../protocol/history.ts';
import type { EventBody } from '../protocol/events.ts';
import type { GraphModel } from '../protocol/graph.ts';
import type { Breakpoint } from '../protocol/breakpoint.ts';
import type { RunConfig } from '../protocol/runConfig.ts';
import type { Storage } from '../storage/storage.ts';
import { createBreakpointList } from './breakpointList.ts';
import { createEdgeLearner } from './edgeLearner.ts';

export interface OpenGraphOptions {
  sessionId: string;
  projectKey: string;
  graphId: string;
  storage: Pick<Storage, 'graph'>;
  ledger: Ledger;
  emit: (event: EventBody) => void;
  sendBreakpoints: (breakpoints: Breakpoint[]) => Promise<Breakpoint[]>;
  /** Why nothing can be sent right now. */
  unreachable: () => string | undefined;
}

/** The graph a session shows: what was loaded, and what is remembered of it. */
export function createOpenGraph(options: OpenGraphOptions) {
  const { sessionId, graphId, storage, emit } = options;
  const memory = storage.graph(options.projectKey, graphId);
  let model: GraphModel | null = null;
  let madeWith = '';
  /** What is drawn: as loaded, and until then as it was loaded last. */
  let shown = memory.model() ?? null;

  let isTelling = false;
  /** Once for all that one turn brings: graphs can be large, and a run takes many edges at once. */
  const tell = () => {
    if (isTelling) return;
    isTelling = true;
    queueMicrotask(() => {
      isTelling = false;
      const graph = merged();
      if (graph) emit({ type: 'graph', sessionId, graph });
    });
  };
  const learner = createEdgeLearner({ memory, tasks: options.ledger.tasks, changed: tell });
  const merged = () => shown && learner.merge(shown);
  const breakpoints = createBreakpointList({
    memory,
    send: options.sendBreakpoints,
    unreachable: options.unreachable,
    changed: (list) => emit({ type: 'breakpoints', sessionId, graphId, breakpoints: list }),
  });

  return {
    graphId,
    memory,
    learner,
    breakpoints,
    /** As loaded, without what runs have taught; null until it is loaded. */
    get model() {
      return model;
    },
    merged,
    /** A factory would make another graph of today's run config. */
    get isOutdated() {
      return model?.isMade === true && madeWith !== JSON.stringify(memory.runConfig());
    },
    async loaded(graph: GraphModel, config: RunConfig) {
      model = graph;
      madeWith = JSON.stringify(config);
      shown = graph;
      memory.setModel(graph);
      await breakpoints.loaded(graph);
      tell();
    },
    /** It could not be loaded (any more). */
    failed() {
      model = null;
      shown = null;
      breakpoints.lost();
    },
  };
}

export type OpenGraph = ReturnType<typeof createOpenGraph>;
