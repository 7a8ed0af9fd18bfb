import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StudioError } from '../../protocol/errors.ts';
import type { GraphRef, ProjectInfo } from '../../protocol/model.ts';
import { readLangGraphConfig } from '../project/langgraphConfig.ts';
import { readProjectEnv } from '../project/projectEnv.ts';
import { parseTarget } from '../project/projectTarget.ts';

/** A project whose graphs are written in Python, read from disk without running any of it. */
export interface PythonProject {
  info: ProjectInfo;
  graphs: GraphRef[];
  /** The `langgraph.json` that was opened; absent for a module opened alone. */
  config?: string;
  /** Secrets: never to the renderer. */
  env: Record<string, string>;
  /** Absolute paths of what to watch. */
  files: string[];
  warnings: string[];
}

const MARKERS = ['pyproject.toml', 'requirements.txt', 'setup.py', 'uv.lock', '.venv', '.git'];

/** Reads `PATH[:GRAPH]`: a `.py` module or a Python `langgraph.json`. Undefined for anything else. */
export function readPythonProject(target: string, cwd = process.cwd()): PythonProject | undefined {
  const parsed = parseTarget(target, cwd);
  const file = parsed.kind === 'folder' ? entryOf(parsed.path) : parsed.path;
  if (file === undefined) return undefined;
  const only = parsed.export;
  if (path.extname(file) === '.py') return moduleProject(file, only);
  if (path.extname(file) !== '.json') return undefined;
  const { graphs, env: configured } = readLangGraphConfig(file);
  if (!graphs.every((graph) => path.extname(graph.file) === '.py')) return undefined;
  const chosen = only ? graphs.filter(({ id }) => id === only) : graphs;
  if (chosen.length === 0) {
    throw new StudioError('invalidConfig', `${path.basename(file)} has no graph "${only}".`);
  }
  const root = path.dirname(file);
  const { env, files, warnings } = readProjectEnv(root, configured);
  const info = { root, name: path.basename(root), target: only ? `${file}:${only}` : file };
  return { info, graphs: chosen, config: file, env, files: [file, root, ...files], warnings };
}

function moduleProject(file: string, name?: string): PythonProject {
  const root = rootOf(path.dirname(file));
  const { env, files, warnings } = readProjectEnv(root);
  const info = { root, name: path.basename(file), target: name ? `${file}:${name}` : file };
  const graph = { id: name ?? path.parse(file).name, file, ...(name && { export: name }) };
  return { info, graphs: [graph], env, files: [path.dirname(file), ...files], warnings };
}

/** A folder is a Python project when its entry is; JavaScript's names come first. */
function entryOf(folder: string): string | undefined {
  return ['langgraph.json', 'agent.py', 'graph.py']
    .map((name) => path.join(folder, name))
    .find((file) => existsSync(file));
}

function rootOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (MARKERS.some((name) => existsSync(path.join(at, name)))) return at;
    if (at === path.dirname(at)) return folder;
  }
}

/**
 * LangGraph's server keeps the threads itself and refuses a graph that was compiled with a checkpointer, as every
 * program in a notebook is: the module's graph is handed on without.
 */
const wrapper = (file: string, root: string, name: string) => `
import importlib.util, os, sys
file = ${JSON.stringify(file)}
sys.path[:0] = [os.path.dirname(file), ${JSON.stringify(root)}]
spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(file))[0], file)
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
graph = getattr(module, ${JSON.stringify(name)})
if getattr(graph, "checkpointer", None):
    graph = graph.copy(update={"checkpointer": None})
`;

/** A `langgraph.json` for a module that has none, in a folder of its own; `remove` takes it away again. */
export async function temporaryConfig(
  root: string,
  { id, file, export: name = 'graph' }: GraphRef,
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'retrograph-python-'));
  const config = path.join(folder, 'langgraph.json');
  const module = path.join(folder, 'retrograph_module.py');
  await writeFile(module, wrapper(file, root, name));
  const graphs = { [id]: `${module}:graph` };
  await writeFile(config, JSON.stringify({ dependencies: [root], graphs }));
  return { file: config, remove: () => rm(folder, { recursive: true, force: true }) };
}
