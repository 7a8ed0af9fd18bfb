import { existsSync, readFileSync } from 'node:fs';
import { StudioError } from '../../protocol/errors.ts';
import type { SourceLocation } from '../../protocol/graph.ts';
import type { LoadedGraph } from '../loadedGraph.ts';
import { locateFunction } from './functionLocation.ts';
import { nodeFunction } from './nodeFunction.ts';

/** The source of a node's function. Throws `unknownNode`, and `noSource` for nodes that are not functions. */
export function readSource(graph: LoadedGraph, node: string): SourceLocation {
  const colon = node.lastIndexOf(':');
  const pregel = graph.instances.get(colon < 0 ? '' : node.slice(0, colon));
  const name = node.slice(colon + 1);
  if (!pregel?.nodes[name]) throw new StudioError('unknownNode', `The graph has no node ${node}.`);
  const run = nodeFunction(pregel, name);
  const at = run && locateFunction(run);
  if (!at || !existsSync(at.file))
    throw new StudioError('noSource', `${node} is not a function with a source file.`);
  const language = /\.[cm]?tsx?$/.test(at.file) ? 'typescript' : 'javascript';
  return {
    file: at.file,
    line: at.line,
    column: at.column ?? 1,
    text: readFileSync(at.file, 'utf8'),
    language,
  };
}
