import { builtinModules } from 'node:module';
import { posix, relative, sep } from 'node:path';
import type { Rule } from './rule.ts';
import { zones } from './zones.ts';

const within = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

const zoneOf = (path: string): string | undefined =>
  Object.keys(zones)
    .filter((zone) => within(path, zone))
    .toSorted((a, b) => b.length - a.length)[0];

const allows = (entry: string, target: string, typeOnly: boolean): boolean =>
  entry.startsWith('type ')
    ? typeOnly && within(target, entry.slice('type '.length))
    : entry === 'node:'
      ? target.startsWith('node:') || builtinModules.includes(target)
      : within(target, entry);

/**
 * Why a file may not import something; undefined where it may.
 *
 * @param from path of the importing file from the repository's root, with `/`
 * @param specifier as written
 */
export function refusal(from: string, specifier: string, typeOnly: boolean): string | undefined {
  const isRelative = specifier.startsWith('.');
  const target = isRelative ? posix.join(posix.dirname(from), specifier) : specifier;
  if (/(^|\/)index(\.[jt]sx?)?$/.test(specifier) || /(^|\/)\.{0,2}$/.test(specifier))
    return 'There are no barrels here: import the module that has it.';
  const zone = zoneOf(from);
  if (!zone) return undefined;
  const isOwn = isRelative && within(target, zone);
  if (isOwn || zones[zone]?.some((entry) => allows(entry, target, typeOnly))) return undefined;
  return `${zone} may not import ${target}. It may import ${zones[zone]?.join(', ')}.`;
}

/** Every way to name another module: import, export … from, import(), and import types. */
export const zoneRule: Rule = {
  create: (context) => {
    const from = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (node: Parameters<typeof context.report>[0]['node'], typeOnly: boolean): void => {
      const specifier = node.source?.value;
      const message =
        typeof specifier === 'string' ? refusal(from, specifier, typeOnly) : undefined;
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, false),
      TSImportType: (node) => check(node, true),
    };
  },
};
