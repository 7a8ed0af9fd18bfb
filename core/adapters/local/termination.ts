import type { TaskInfo, Termination } from '../../protocol/model.ts';
import type { RunnerEnd } from './runnerProcess.ts';

/** Ids of the nodes that were running, each once; an outer task that waits for its subgraph counts only by what it waits for. */
export function runningNodes(tasks: TaskInfo[]): string[] {
  const nodes = [...new Set(tasks.map((task) => task.node))];
  return nodes.filter((node) => !nodes.some((other) => other.startsWith(`${node}:`)));
}

/** What became of a process, in one sentence. `why` is ours when we ended it: `because …`. */
export function describeEnd(end: RunnerEnd, tasks: TaskInfo[], why?: string): Termination {
  const { exitCode, signal, spawnError, outOfMemory } = end;
  if (spawnError) {
    return {
      reason: 'spawnFailed',
      message: `The graph's process could not be started: ${spawnError.message}.`,
    };
  }
  const when = why ?? during(tasks);
  const codes = { ...(exitCode !== undefined && { exitCode }), ...(signal && { signal }) };
  if (outOfMemory) {
    return {
      reason: 'crashed',
      ...codes,
      message: `The graph's process ran out of memory${when}.`,
    };
  }
  if (!signal)
    return {
      reason: 'exited',
      ...codes,
      message: `The graph's process exited with code ${exitCode}${when}.`,
    };
  if (signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT') {
    return { reason: 'killed', ...codes, message: `The graph's process was killed${when}.` };
  }
  return {
    reason: 'crashed',
    ...codes,
    message: `The graph's process crashed (${signal})${when}.`,
  };
}

function during(tasks: TaskInfo[]): string {
  const nodes = runningNodes(tasks);
  if (nodes.length === 0) return '';
  return ` while ${listed(nodes)} ${nodes.length === 1 ? 'was' : 'were'} running`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: string[]): string {
  return names.length < 2
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
