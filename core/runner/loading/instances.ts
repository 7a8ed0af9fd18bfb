import type { Pregel } from '../langgraph.ts';

/** Deeper than anyone nests on purpose; a graph that contains itself ends here. */
const MAX_DEPTH = 20;

/**
 * Every compiled graph by its path of node names: `''`, `sub`, `sub:inner`. Level by level instead of
 * LangGraph's own recursion, which does not end for a graph that contains itself. Of several subgraphs
 * declared for one node the first counts; `repeated` names such nodes.
 */
export async function findInstances(
  root: Pregel,
): Promise<{ instances: Map<string, Pregel>; repeated: string[] }> {
  const instances = new Map<string, Pregel>([['', root]]);
  const repeated = new Set<string>();

  const visit = async (parent: Pregel, prefix: string, above: Pregel[]): Promise<void> => {
    if (!parent.getSubgraphsAsync || above.length >= MAX_DEPTH) return;
    const found: [string, Pregel][] = [];
    for await (const [name, graph] of parent.getSubgraphsAsync()) {
      const path = prefix + name;
      if (above.includes(graph)) continue;
      if (found.some(([other]) => other === path)) {
        repeated.add(path);
        continue;
      }
      found.push([path, graph]);
    }
    for (const [path, graph] of found) {
      instances.set(path, graph);
      await visit(graph, `${path}:`, [...above, graph]);
    }
  };

  await visit(root, '', [root]);
  return { instances, repeated: [...repeated] };
}
