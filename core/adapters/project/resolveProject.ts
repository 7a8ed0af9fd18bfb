import { existsSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../protocol/errors.ts';
import type { ApiConfig } from '../../protocol/apiConfig.ts';
import type { GraphRef, ProjectInfo } from '../../protocol/model.ts';
import { readLangGraphConfig } from './langgraphConfig.ts';
import { parseTarget } from './projectTarget.ts';
import { readProjectEnv } from './projectEnv.ts';

/** Everything a runner must know to run a project's graphs, read from disk without running any of it. */
export interface Project {
  info: ProjectInfo;
  graphs: GraphRef[];
  /** Of the first graph; `tsconfigFor` knows another's. */
  tsconfig?: string;
  /** Only what the process's own environment does not say. Secrets: never to the renderer. */
  env: Record<string, string>;
  /** Absolute paths beside the sources whose change changes the project: `langgraph.json`, `.env`. */
  files: string[];
  /** Sentences for the Output panel. */
  warnings: string[];
  /** What its langgraph.json says of serving it. */
  api?: ApiConfig;
}

const MODULE = /\.[cm]?[jt]sx?$/;
const EXTENSIONS = ['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx'];
const CANDIDATES = ['agent', 'graph', 'index', 'src/agent', 'src/graph', 'src/index'].flatMap(
  (stem) => EXTENSIONS.map((extension) => `${stem}.${extension}`),
);

/**
 * Resolves what a person opened, `PATH[:EXPORT]`: a module, a `langgraph.json`, or a folder with either.
 * Throws `noSuchFile`, `unsupportedFile` and `invalidConfig`; what is wrong with a module shows when it is loaded.
 */
export function resolveProject(target: string, cwd: string = process.cwd()): Project {
  const parsed = parseTarget(target, cwd);
  const file = parsed.kind === 'folder' ? entryOf(parsed.path) : parsed.path;
  if (path.extname(file) === '.json') return configProject(file, parsed.export);
  if (!MODULE.test(file)) {
    throw new StudioError(
      'unsupportedFile',
      `${path.basename(file)} is not a module Node.js can run.`,
    );
  }
  return moduleProject(file, parsed.export);
}

/** The `tsconfig.json` (or `jsconfig.json`) that holds for a module: the nearest one above it. */
export function tsconfigFor(file: string): string | undefined {
  return nearest(path.dirname(file), ['tsconfig.json', 'jsconfig.json']);
}

/**
 * What is to be heeded in serving a project: its langgraph.json, or for a module opened directly the nearest one beside or
 * above it, whose `auth` must not be got round. Throws `invalidConfig`.
 */
export function apiConfigOf({ api, graphs: [graph] }: Project): ApiConfig | undefined {
  if (api || !graph) return api;
  const config = configNear(graph.file);
  return config === undefined ? undefined : readLangGraphConfig(config).api;
}

function configProject(file: string, only?: string): Project {
  const config = readLangGraphConfig(file);
  const root = path.dirname(file);
  const graphs = only ? config.graphs.filter((graph) => graph.id === only) : config.graphs;
  if (graphs.length === 0) {
    const names = config.graphs.map((graph) => graph.id).join(', ');
    throw new StudioError(
      'invalidConfig',
      `${path.basename(file)} has no graph "${only}"; it has ${names}.`,
    );
  }
  const { env, files, warnings } = readProjectEnv(root, config.env);
  const info = { root, name: path.basename(root), target: only ? `${file}:${only}` : file };
  const { api } = config;
  return project({ info, graphs, env, files: [file, ...files, ...apiFiles(api)], warnings, api });
}

function moduleProject(file: string, name?: string): Project {
  const manifest = nearest(path.dirname(file), ['package.json']);
  const root = manifest ? path.dirname(manifest) : path.dirname(file);
  const { env, files, warnings } = readProjectEnv(root);
  const info = { root, name: path.basename(file), target: name ? `${file}:${name}` : file };
  const graph = { id: name ?? path.parse(file).name, file, ...(name && { export: name }) };
  return project({
    info,
    graphs: [graph],
    env,
    files: [...files, ...servingFiles(file)],
    warnings,
  });
}

/** Of a module opened directly: the nearest one beside or above it. */
const configNear = (file: string) => nearest(path.dirname(file), ['langgraph.json']);

/** What says who may use a module that is served. */
function servingFiles(file: string): string[] {
  const config = configNear(file);
  if (config === undefined) return [];
  try {
    return [config, ...apiFiles(readLangGraphConfig(config).api)];
  } catch {
    // What is wrong with it is said when the module is served.
    return [config];
  }
}

const apiFiles = ({ auth, app }: ApiConfig): string[] =>
  [auth, app].flatMap((ref) => ref?.file ?? []);

function project(found: Project): Project {
  const tsconfig = found.graphs[0] && tsconfigFor(found.graphs[0].file);
  return tsconfig ? { ...found, tsconfig, files: [...found.files, tsconfig] } : found;
}

function entryOf(folder: string): string {
  const names = ['langgraph.json', ...CANDIDATES, 'agent.py', 'graph.py'];
  const found = names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
  if (found) return found;
  throw new StudioError(
    'noSuchFile',
    `There is no langgraph.json in ${folder}, and no agent, graph or index module.`,
  );
}

function nearest(folder: string, names: string[]): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = names.map((name) => path.join(at, name)).find((file) => existsSync(file));
    if (found) return found;
    if (at === path.dirname(at)) return undefined;
  }
}
