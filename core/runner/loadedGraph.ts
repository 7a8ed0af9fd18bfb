import type { GraphModel } from '../protocol/graph.ts';
import type { Library, Pregel } from './langgraph.ts';
import type { LibraryCopy } from './loading/library.ts';

/** A graph of the user's, loaded with its own copy of LangGraph: the seam between loading and running. */
export interface LoadedGraph {
  id: string;
  pregel: Pregel;
  library: Library;
  /** Where `library` came from. */
  copy: LibraryCopy;
  model: GraphModel;
  /** Every compiled graph by its path of node names: `''` for the root, `sub`, `sub:inner`. */
  instances: Map<string, Pregel>;
}
