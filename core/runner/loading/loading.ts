import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic } from '../../protocol/graph.ts';
import type { GraphRef } from '../../protocol/model.ts';
import type { LoadedGraph } from '../loadedGraph.ts';
import type { LoadRequest, RunnerFunctions } from '../messages.ts';
import { warmEsbuild } from './esbuild.ts';
import { buildModel } from './graphModel.ts';
import { importModule } from './importModule.ts';
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
import { loadFailure } from './loadFailure.ts';
import { registerModuleHooks } from './moduleHooks.ts';
import { openGraph } from './openGraph.ts';
import { problem } from './problem.ts';
import { openInspector, userFiles, type Inspector } from './scripts.ts';

/** A loaded graph and the user's files it came from. */
export interface Loaded {
  graph: LoadedGraph;
  files: string[];
}

/** Open from the first call here until the graph is loaded, to learn which files it came from. */
let inspector: Inspector | undefined;
/** Loaded to be warm, whether or not the graph turns out to use it. */
let warmed: LibraryCopy | undefined;

/** `RunnerFunctions.prepare`: pays for the loader and for LangGraph before anyone waits. */
export const prepare: RunnerFunctions['prepare'] = async ({ root, tsconfig }) => {
  process.chdir(root);
  inspector ??= openInspector();
  await importInstalled(root);
  await registerModuleHooks(tsconfig);
  warmEsbuild();
};

/**
 * Imports the LangGraph that modules in `folder` get, by Node's own loader: through the hooks, which look at each of its
 * five hundred files, it takes twice the time. What is wrong with it is left to the graph's own import to say.
 */
async function importInstalled(folder: string): Promise<void> {
  warmed ??= installedCopy(folder);
  if (!warmed) return;
  for (const module of ['index', 'prebuilt/index']) {
    await importFrom(warmed, module).catch(() => {});
  }
}

/** Imports the module and finds everything there is to know about the graph without running it. Throws with a `problem`. */
export async function loadGraph(request: LoadRequest): Promise<Loaded> {
  const { root, graph: ref, tsconfig, env, config } = request;
  checkFile(ref);
  process.chdir(root);
  Object.assign(process.env, env);
  inspector ??= openInspector();
  await importInstalled(path.dirname(ref.file));
  await registerModuleHooks(tsconfig);

  const exports = await importModule(ref.file).catch(async (error: unknown) => {
    const sentence = (file: string, what: string) => `${file} threw while loading: ${what}`;
    throw await loadFailure(error, { entry: ref.file, sentence });
  });
  const { name, pregel, isMade } = await openGraph(exports, ref, config);
  const scripts = [...inspector.scripts.values()];
  inspector.close();
  inspector = undefined;
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
    isMade,
    diagnostics: [...copyDiagnostics(copy, copies), ...repeated.map(severalSubgraphs)],
  });
  return {
    graph: { id: ref.id, pregel, library, copy, model, instances },
    files: userFiles(scripts),
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
    copies
      .map(({ folder }) => folder)
      .filter((folder) => folder !== used.folder && folder !== warmed?.folder),
  );
  return [...others].map((folder) => ({
    severity: 'warning',
    message: `A second copy of LangGraph is loaded, from ${folder}: classes of one are not those of the other.`,
  }));
}

function severalSubgraphs(node: string): Diagnostic {
  return { severity: 'info', message: `${node} declares several subgraphs; the first is drawn.` };
}
