/**
 * Checkpoint namespaces: `node:task id` for each level, joined by `|`. A node that calls several graphs adds a numeric
 * segment for each after the first; a graph with `checkpointer: true` leaves the task ids out.
 */

/** One for each level, outermost first; the number of a call is none. */
export const segmentsOf = (ns: string): string[] =>
  ns === '' ? [] : ns.split('|').filter((part) => !/^\d+$/.test(part));

/** Names of the nodes that the graph of a namespace lies in, outermost first. */
export const namesAround = (ns: string): string[] =>
  segmentsOf(ns).map((part) => part.split(':', 1)[0] as string);

/** Node id of a namespace: `sub:inner` for `sub:1|1|inner:2`. */
export const nodePath = (ns: string): string => namesAround(ns).join(':');

/** Id of the task that called the graph of a namespace, if it says so: `2` for `sub:1|inner:2|1`. */
export const callerOf = (ns: string): string | undefined => segmentsOf(ns).at(-1)?.split(':')[1];

/** The namespace of the task that called the graph of a namespace, whichever of its calls it was: `sub:1` for `sub:1|2`. */
export const callingNamespace = (ns: string): string => ns.replace(/\|\d+$/, '');

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
