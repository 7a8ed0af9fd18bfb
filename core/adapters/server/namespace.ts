/** `middle:1f…|inner:2a…` as the path of names `middle:inner`; empty for the root. */
export const pathOf = (checkpointNs: string): string =>
  checkpointNs
    .split('|')
    .map((part) => part.split(':', 1)[0] ?? '')
    .filter((name) => name !== '')
    .join(':');

/** The id of a node in the graph model. */
export function nodeId(checkpointNs: string, name: string): string {
  const path = pathOf(checkpointNs);
  return path ? `${path}:${name}` : name;
}

/** The namespace of what a task calls. */
export const namespaceOf = (checkpointNs: string, name: string, taskId: string): string =>
  `${checkpointNs}${checkpointNs && '|'}${name}:${taskId}`;
