/**
 * Checkpoint namespaces: `node:task id` for each level, joined by `|`. A node that calls several graphs adds a numeric
 * segment for each after the first; a graph with `checkpointer: true` leaves the task ids out.
 */

/** Node id of a namespace: `sub:inner` for `sub:1|1|inner:2`. */
export const nodePath = (ns: string): string =>
  ns
    .split('|')
    .filter((part) => !/^\d+$/.test(part))
    .map((part) => part.split(':', 1)[0])
    .join(':');

/** The id of a node in the graph model, from the namespace its task runs in. */
export function nodeId(ns: string, name: string): string {
  const path = nodePath(ns);
  return path ? `${path}:${name}` : name;
}

/** The namespace a task's checkpoint lies in: `a:1|b:2` for `a:1|b:2|c:3`. */
export const parentNamespace = (ns: string): string =>
  ns.slice(0, Math.max(0, ns.lastIndexOf('|')));

/** The namespace of what a task calls. */
export const taskNamespace = (ns: string, name: string, taskId: string): string =>
  `${ns === '' ? '' : `${ns}|`}${name}:${taskId}`;
