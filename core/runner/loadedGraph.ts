import type { GraphModel } from '../protocol/graph.ts';
import type { Library, Pregel } from './langgraph.ts';

/** A graph of the user's, loaded with its own copy of LangGraph: the seam between loading and running. */
export interface LoadedGraph {
  id: string;
  pregel: Pregel;
  library: Library;
  model: GraphModel;
  /** Every compiled graph by its path of node names: `''` for the root, `sub`, `sub:inner`. */
  instances: Map<string, Pregel>;
}
