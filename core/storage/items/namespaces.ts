import type { ListNamespaces, MatchCondition } from '../../protocol/items.ts';

/** What `BaseStore.listNamespaces` makes of the namespaces there are; sorted as LangGraph's `InMemoryStore` sorts them. */
export function chooseNamespaces(all: string[][], query: ListNamespaces): string[][] {
  const { matchConditions = [], maxDepth, limit = Infinity, offset = 0 } = query;
  const matching = all.filter((path) => matchConditions.every((one) => matches(path, one)));
  const cut = new Map(
    matching.map((path) => path.slice(0, maxDepth)).map((path) => [JSON.stringify(path), path]),
  );
  return [...cut.values()]
    .toSorted((a, b) => a.join(':').localeCompare(b.join(':')))
    .slice(offset, offset + limit);
}

function matches(path: string[], { matchType, path: wanted }: MatchCondition): boolean {
  if (wanted.length > path.length) return false;
  const from = matchType === 'prefix' ? 0 : path.length - wanted.length;
  return wanted.every((label, index) => label === '*' || label === path[from + index]);
}

/**
 * The bounds of the JSON texts of paths that begin with the labels of `prefix` and go on: `["a","b"]` is between `["a",`
 * and `["a"-`, `-` being the character after the comma.
 */
export function pathsBelow(prefix: string[]): { self: string; from: string; to: string } {
  const self = JSON.stringify(prefix);
  const open = self.slice(0, -1);
  return prefix.length === 0
    ? { self, from: '[', to: '\\' }
    : { self, from: `${open},`, to: `${open}-` };
}
