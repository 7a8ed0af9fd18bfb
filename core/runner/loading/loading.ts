import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../protocol/errors.ts';
import type { Diagnostic, GraphRef, SourceLocation } from '../../protocol/model.ts';
import type { Pregel } from '../langgraph.ts';
import type { LoadedGraph } from '../loadedGraph.ts';
import type { LoadRequest, RunnerFunctions } from '../messages.ts';
import type { Builder } from './builder.ts';
import { warmEsbuild } from './esbuild.ts';
import { findGraph, notAGraph } from './findGraph.ts';
import { locateFunction } from './functionLocation.ts';
import { buildModel } from './graphModel.ts';
import { likeness, toPregel } from './graphLike.ts';
import { importModule, type Exports } from './importModule.ts';
import { inputSchemaOf } from './inputSchema.ts';
import { findInstances } from './instances.ts';
import {
  copyOf,
  importFrom,
  installedCopy,
  loadedCopies,
  openLibrary,
  type LibraryCopy,
} from './library.ts';
import { loadFailure, type Attempt } from './loadFailure.ts';
import { registerModuleHooks } from './moduleHooks.ts';
import { functionOf, nodeFunction } from './nodeFunction.ts';
import { problem } from './problem.ts';
import { openInspector, userFiles, type Inspector } from './scripts.ts';

/** A loaded graph and the user's files it came from. */
export interface Loaded {
  graph: LoadedGraph;
  files: string[];
}

/** Open from the first call here until the graph is loaded, to learn which files it came from. */
let inspector: Inspector | undefined;

/** `RunnerFunctions.prepare`: pays for the loader and for LangGraph before anyone waits. */
export const prepare: RunnerFunctions['prepare'] = async ({ root, tsconfig }) => {
  process.chdir(root);
  inspector ??= openInspector();
  await registerModuleHooks(tsconfig);
  warmEsbuild();
  const copy = installedCopy(root);
  if (!copy) return;
  for (const module of ['index', 'prebuilt/index']) await importFrom(copy, module);
};

/** Imports the module and finds everything there is to know about the graph without running it. Throws with a `problem`. */
export async function loadGraph(request: LoadRequest): Promise<Loaded> {
  const { root, graph: ref, tsconfig, env } = request;
  checkFile(ref);
  process.chdir(root);
  Object.assign(process.env, env);
  inspector ??= openInspector();
  await registerModuleHooks(tsconfig);

  const exports = await importModule(ref.file).catch(async (error: unknown) => {
    const sentence = (file: string, what: string) => `${file} threw while loading: ${what}`;
    throw await loadFailure(error, { entry: ref.file, sentence });
  });
  const { name, pregel } = await openGraph(exports, ref);
  const scripts = [...inspector.scripts.values()];
  inspector.close();
  const copies = loadedCopies(scripts.flatMap(({ file }) => file ?? []));
  const copy = await copyOf(pregel, copies);
  const library = await openLibrary(copy);
  const { instances, repeated } = await findInstances(pregel);
  const model = buildModel({
    graphId: ref.id,
    names: [ref.id, name],
    pregel,
    instances,
    exports,
    inputSchema: await inputSchemaOf(pregel, copy),
    diagnostics: [...copyDiagnostics(copy, copies), ...repeated.map(severalSubgraphs)],
  });
  return { graph: { id: ref.id, pregel, library, model, instances }, files: userFiles(scripts) };
}

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

async function openGraph(
  exports: Exports,
  ref: GraphRef,
): Promise<{ name: string; pregel: Pregel }> {
  const { name, value } = findGraph(exports, ref);
  const pregel = await toPregel(value).catch(async (error: unknown) => {
    const attempt =
      likeness(value) === 'builder' ? compiling(name, value as Builder, error) : making(name);
    throw await loadFailure(error, { entry: ref.file, ...attempt });
  });
  if (!pregel) throw notAGraph(ref, name);
  return { name, pregel };
}

function making(name: string): Pick<Attempt, 'sentence'> {
  return { sentence: (file, what) => `${file} threw while ${name} made the graph: ${what}` };
}

/** LangGraph names the node that is wrong between backticks. */
function compiling(name: string, builder: Builder, error: unknown): Omit<Attempt, 'entry'> {
  const node = /`([^`]+)`/.exec(String(error))?.[1] ?? '';
  const run = functionOf(builder.nodes[node]?.runnable);
  const at = run && locateFunction(run);
  return {
    sentence: (_, what) => `${name} does not compile: ${what.replace(/^\w*Error: /, '')}`,
    ...(at && { at }),
  };
}

function checkFile(ref: GraphRef): void {
  const name = path.basename(ref.file);
  if (ref.file.endsWith('.py')) {
    const message = `${name} is Python: start its LangGraph dev server and open the server's URL.`;
    throw problem('unsupportedFile', message, { file: ref.file });
  }
  if (!existsSync(ref.file)) {
    throw problem('noSuchFile', `There is no file ${ref.file} for the graph ${ref.id}.`, {
      file: ref.file,
    });
  }
}

function copyDiagnostics(used: LibraryCopy, copies: LibraryCopy[]): Diagnostic[] {
  const others = new Set(
    copies.map(({ folder }) => folder).filter((folder) => folder !== used.folder),
  );
  return [...others].map((folder) => ({
    severity: 'warning',
    message: `A second copy of LangGraph is loaded, from ${folder}: classes of one are not those of the other.`,
  }));
}

function severalSubgraphs(node: string): Diagnostic {
  return { severity: 'info', message: `${node} declares several subgraphs; the first is drawn.` };
}
