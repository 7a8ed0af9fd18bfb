import path from 'node:path';
import type { StudioError } from '../../protocol/errors.ts';
import type { GraphRef } from '../../protocol/model.ts';
import type { Exports } from './importModule.ts';
import { likeness } from './graphLike.ts';
import { problem } from './problem.ts';

/** The export that was meant. */
export interface FoundGraph {
  name: string;
  value: unknown;
}

const FACTORY_NAME = /graph|agent|workflow|app|flow/i;

/**
 * Finds the graph among a module's exports: the one that was named, or the only one there is. A builder
 * beside the graph compiled from it, and a second name of the same graph, do not count as another.
 * Throws `noGraphExport` naming what there is, and `severalGraphs` with the choices.
 */
export function findGraph(exports: Exports, ref: GraphRef): FoundGraph {
  if (ref.export !== undefined) return named(exports, ref, ref.export);

  const graphs = distinct(Object.entries(exports).filter(([, value]) => isGraph(value)));
  if (graphs.length > 1) throw severalGraphs(ref, graphs);
  const [graph] = graphs.length === 1 ? graphs : factories(exports, ref);
  if (!graph) throw noGraph(exports, ref);
  return { name: graph[0], value: graph[1] };
}

/** `noGraphExport` for an export that turned out, when called, not to make a graph. */
export function notAGraph(ref: GraphRef, name: string): StudioError {
  return noGraphExport(ref, `${name} of ${path.basename(ref.file)} does not make a graph.`);
}

function named(exports: Exports, ref: GraphRef, name: string): FoundGraph {
  const value = exports[name];
  const module = path.basename(ref.file);
  if (!(name in exports)) {
    throw noGraphExport(ref, `${module} does not export ${name}; ${whatItExports(exports)}.`);
  }
  const like = likeness(value);
  if (like === 'remote') throw remoteGraph(ref, name);
  if (!like) throw noGraphExport(ref, `${name} of ${module} is ${describe(value)}, not a graph.`);
  return { name, value };
}

function isGraph(value: unknown): boolean {
  const like = likeness(value);
  return like === 'pregel' || like === 'builder' || like === 'wrapper';
}

function distinct(entries: [string, unknown][]): [string, unknown][] {
  const builders = new Set(entries.map(([, value]) => (value as { builder?: unknown }).builder));
  const wrapped = new Set(entries.map(([, value]) => (value as { graph?: unknown }).graph));
  const seen = new Set<unknown>();
  return entries
    .sort(([one], [other]) => Number(one === 'default') - Number(other === 'default'))
    .filter(([, value]) => {
      if (seen.has(value) || builders.has(value) || wrapped.has(value)) return false;
      seen.add(value);
      return true;
    });
}

/** Functions are called only when nothing else is there, and only when it is clear which. */
function factories(exports: Exports, ref: GraphRef): [string, unknown][] {
  const all = Object.entries(exports);
  const remote = all.find(([, value]) => likeness(value) === 'remote');
  if (remote) throw remoteGraph(ref, remote[0]);
  const promises = all.filter(([, value]) => likeness(value) === 'promise');
  if (promises.length === 1) return promises;
  const functions = all.filter(([, value]) => typeof value === 'function' && !isClass(value));
  if (functions.length <= 1) return functions;
  const likely = functions.filter(([name]) => name === 'default' || FACTORY_NAME.test(name));
  if (likely.length > 1) throw severalGraphs(ref, likely);
  return likely;
}

function severalGraphs(ref: GraphRef, graphs: [string, unknown][]): StudioError {
  const names = graphs.map(([name]) => name);
  const message = `${path.basename(ref.file)} exports ${names.length} graphs: ${names.join(', ')}.`;
  const choices = names.map((name) => ({ label: name, target: `${ref.file}:${name}` }));
  return problem('severalGraphs', message, { file: ref.file, choices });
}

function noGraph(exports: Exports, ref: GraphRef): StudioError {
  return noGraphExport(
    ref,
    `${path.basename(ref.file)} exports no graph; ${whatItExports(exports)}.`,
  );
}

function noGraphExport(ref: GraphRef, message: string): StudioError {
  return problem('noGraphExport', message, { file: ref.file });
}

function remoteGraph(ref: GraphRef, name: string): StudioError {
  const message = `${name} of ${path.basename(ref.file)} runs on a server: open the server's URL instead.`;
  return problem('notSupported', message, { file: ref.file });
}

function whatItExports(exports: Exports): string {
  const names = Object.keys(exports).filter((name) => name !== '__esModule');
  if (names.length === 0) return 'it exports nothing';
  const shown = names.slice(0, 12).map((name) => `${name} (${describe(exports[name], false)})`);
  return `it exports ${shown.join(', ')}${names.length > shown.length ? '…' : ''}`;
}

function describe(value: unknown, article = true): string {
  if (value === null || value === undefined) return String(value);
  const noun = Array.isArray(value) ? 'array' : isClass(value) ? 'class' : typeof value;
  if (!article) return noun;
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
