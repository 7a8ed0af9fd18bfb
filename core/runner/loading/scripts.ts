import { existsSync, readFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isUserFile, toPath } from './stackFrames.ts';

/** A piece of code V8 has compiled in this process. */
export interface Script {
  url: string;
  /** Absolute path, where it comes from a file. */
  file?: string;
  /** Inline (`data:`) or a path beside it. */
  sourceMapURL?: string;
}

/** V8's inspector of this very process. No port is opened. */
export interface Inspector {
  /** Every script alive, by id; grows while the inspector is open. */
  scripts: Map<string, Script>;
  /** Synchronous. */
  post: (method: string, params?: object) => Record<string, unknown>;
  close: () => void;
}

interface ScriptParsed {
  params: { scriptId: string; url: string; sourceMapURL?: string };
}

type Post = (
  method: string,
  params: object,
  callback: (error: Error | null, result?: object) => void,
) => void;

/**
 * Opens it; close it when it has answered. Opening reports every script there is, which takes tens of
 * milliseconds once LangGraph is loaded; scripts loaded while it is open cost next to nothing.
 */
export function openInspector(): Inspector {
  const session = new inspector.Session();
  const scripts = new Map<string, Script>();
  session.on('Debugger.scriptParsed', ({ params }: ScriptParsed) => {
    const { scriptId, url, sourceMapURL } = params;
    const file = scriptFile(url);
    scripts.set(scriptId, { url, ...(file && { file }), ...(sourceMapURL && { sourceMapURL }) });
  });
  session.connect();
  const post = (method: string, params: object = {}) => {
    let answer: { error: Error | null; result?: object } = { error: null };
    // In its own process a session answers before `post` returns.
    (session.post as Post).call(session, method, params, (error, result) => {
      answer = { error, ...(result && { result }) };
    });
    if (answer.error) throw new Error(answer.error.message);
    return { ...answer.result };
  };
  post('Debugger.enable');
  // A `debugger` statement of the user's would stop this process, and nobody could make it go on.
  post('Debugger.setSkipAllPauses', { skip: true });
  return { scripts, post, close: () => session.disconnect() };
}

/** Absolute paths of the user's own files among what is loaded, and of the sources they were compiled from. */
export function userFiles(scripts: Iterable<Script>): string[] {
  const files = new Set<string>(Object.keys(createRequire(import.meta.url).cache));
  for (const script of scripts) {
    if (!script.file || !isUserFile(script.file)) continue;
    files.add(script.file);
    for (const source of sourceMapOf(script)?.sources ?? []) files.add(source);
  }
  return [...files].filter((file) => isUserFile(file) && existsSync(file)).sort();
}

/** A source map (version 3), with its sources as absolute paths. */
export type SourceMapText = { sources: string[] } & Record<string, unknown>;

/** The source map of a script; undefined when it has none that can be read. */
export function sourceMapOf(script: Script): SourceMapText | undefined {
  const { file, sourceMapURL } = script;
  if (!file || !sourceMapURL) return undefined;
  try {
    const text = sourceMapURL.startsWith('data:')
      ? inlineText(sourceMapURL)
      : readFileSync(path.resolve(path.dirname(file), decodeURI(sourceMapURL)), 'utf8');
    const map = JSON.parse(text) as { sources?: string[]; sourceRoot?: string };
    if (!Array.isArray(map.sources)) return undefined;
    const folder = path.resolve(path.dirname(file), map.sourceRoot ?? '');
    return { ...map, sources: map.sources.map((source) => resolveSource(folder, source)) };
  } catch {
    // A map that is not shipped, or is damaged, only means that there is no better place to point at.
    return undefined;
  }
}

function resolveSource(folder: string, source: string): string {
  return source.startsWith('file:') ? toPath(source) : path.resolve(folder, decodeURI(source));
}

function scriptFile(url: string): string | undefined {
  if (url.startsWith('file:')) return toPath(url);
  if (path.isAbsolute(url)) return url;
  // How tsx hands a CommonJS file to Node's ES module loader.
  const query = url.startsWith('data:text/javascript') && url.slice(-4096).split('?filePath=')[1];
  return query ? decodeURIComponent(query).split('?')[0] : undefined;
}

function inlineText(url: string): string {
  const comma = url.indexOf(',');
  const body = url.slice(comma + 1);
  return url.slice(0, comma).endsWith('base64')
    ? Buffer.from(body, 'base64').toString()
    : decodeURIComponent(body);
}
