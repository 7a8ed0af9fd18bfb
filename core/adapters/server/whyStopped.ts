import { headline } from '../../protocol/headline.ts';
import type { Breakpoint } from '../../protocol/breakpoint.ts';
import type { Stopped, TaskError, TaskInfo } from '../../protocol/model.ts';
import type { RunMode } from '../../protocol/requests.ts';
import { nodeId } from '../../protocol/namespace.ts';
import { errorOf, idOf, namespaceIn, tasksOf, type ServerState, type ServerTask } from './rows.ts';

export interface EndedRun {
  /** Absent for a run that somebody else started. */
  mode?: RunMode;
  breakpoints: Breakpoint[];
  cancelled: boolean;
  /** The last `error` event of its stream. */
  error?: { name: string; message: string };
  /** Tasks that have ended: JavaScript's server shows one beside another that asks as if it asked still. */
  isDone: (taskId: string) => boolean;
  /** What ran last in the root graph. */
  finished: TaskInfo[];
}

interface Open {
  state: ServerState;
  task: ServerTask;
}

/** The tasks that wait, the innermost of each line; one that ended, and then the router behind it threw, failed. */
function leaves(state: ServerState, isDone: EndedRun['isDone']): Open[] {
  return tasksOf(state)
    .filter(({ id, result, error }) => error || ((result ?? null) === null && !isDone(id)))
    .flatMap((task) => {
      const inner = task.state ? leaves(task.state, isDone) : [];
      return inner.length > 0 ? inner : [{ state, task }];
    });
}

const nodeOf = ({ state, task }: Open) => nodeId(namespaceIn(state), task.name);

function at(
  open: Open[],
  head: ServerState,
): Pick<Stopped, 'nodes' | 'checkpoint_id' | 'checkpoint_ns'> {
  const state = open[0]?.state ?? head;
  return {
    nodes: [...new Set(open.map(nodeOf))],
    checkpoint_id: idOf(state),
    checkpoint_ns: namespaceIn(state),
  };
}

/** Why a run on a server ended where it did, from the thread's head after it; undefined at the graph's end. */
export function whyStopped(head: ServerState, run: EndedRun): Stopped | undefined {
  const open = leaves(head, run.isDone);
  if (run.cancelled) return open.length > 0 ? { reason: 'pause', ...at(open, head) } : undefined;
  const failed = open.filter(({ task }) => task.error);
  if (run.error || failed.length > 0) return exception(head, open, failed, run.error);
  if (head.next.length === 0) return undefined;
  const asking = open.filter(({ task }) => task.interrupts.length > 0);
  if (asking.length > 0) return { reason: 'interrupt', ...at(asking, head) };
  return boundary(head, open, run);
}

function exception(
  head: ServerState,
  open: Open[],
  failed: Open[],
  thrown: EndedRun['error'],
): Stopped {
  const limit = /limit of (\d+)/.exec(thrown?.message ?? '')?.[1];
  const where = at(failed.length > 0 ? failed : open, head);
  if (/Recursion/.test(thrown?.name ?? '')) {
    const message = `The run took ${limit ?? 'all its'} super-steps without reaching an end, which is its recursion limit.`;
    return { reason: 'exception', ...where, message };
  }
  const error = errorOf(failed[0]?.task.error);
  if (error) return { reason: 'exception', ...where, message: said(error) };
  return { ...(thrown ? threw(thrown) : { reason: 'exception' as const }), ...where };
}

/** Of what a run threw that is no task's. */
export const threw = (error: TaskError): Stopped => ({
  reason: 'exception',
  nodes: [],
  message: said(error),
  error,
});

/** The name says most of what Python's errors say: `KeyError: 'city'`. */
const said = ({ name, message }: TaskError): string =>
  [...(name === 'Error' ? [] : [name]), headline(message)].filter(Boolean).join(': ');

function boundary(
  head: ServerState,
  open: Open[],
  { mode, breakpoints, finished }: EndedRun,
): Stopped {
  const where = at(open, head);
  const isSet = (node: string, side: Breakpoint['when']) =>
    breakpoints.some(
      ({ node: on, when, enabled, verified }) =>
        enabled && verified && on === node && when === side,
    );
  const hit = where.nodes.filter((node) => isSet(node, 'before'));
  if (hit.length > 0) return { ...where, reason: 'breakpoint', when: 'before', nodes: hit };
  const left = [...new Set(finished.map(({ node }) => node))].filter((node) =>
    isSet(node, 'after'),
  );
  if (left.length > 0) return { ...where, reason: 'breakpoint', when: 'after', nodes: left };
  if (mode !== undefined && mode !== 'continue') return { reason: 'step', ...where };
  // Neither ours: the graph was compiled with it, or another client asked for it.
  return { ...where, reason: 'breakpoint', when: 'before' };
}
