import type { Checkpoint, Client } from '@langchain/langgraph-sdk';
import type { AdapterUpdate } from '../../protocol/debuggee.ts';
import { StudioError } from '../../protocol/errors.ts';
import type { GraphModel } from '../../protocol/graph.ts';
import type { MemoryLedger } from '../memoryLedger.ts';
import { nodeId } from '../../protocol/namespace.ts';
import { idOf, namespaceIn, tasksOf, type ServerState, type ServerTask } from './rows.ts';
import { asked, detailOf, explain, statusOf } from './explain.ts';
import type { States } from './states.ts';

export interface UpdateOptions {
  url: string;
  client: Client;
  ledger: MemoryLedger;
  states: States;
  graph: GraphModel;
}

/**
 * LangGraph's `updateState` on a server, refused beforehand for what a server answers with a fault of its own. Throws
 * `unknownNode`, `unknownChannel`, `unknownCheckpoint` and `ambiguousUpdate`, and `notSupported` where the server would
 * forget what else a half-done step has made.
 */
export async function updateState(update: AdapterUpdate, options: UpdateOptions) {
  const { url, client, states, graph, ledger } = options;
  const { thread_id, values, asNode, checkpoint_id, checkpoint_ns = '' } = update;
  if (asNode !== undefined && !graph.nodes.some(({ id }) => id === nodeId(checkpoint_ns, asNode))) {
    throw new StudioError('unknownNode', `The graph has no node ${asNode}.`);
  }
  const channels = new Set(graph.channels.map(({ name }) => name));
  const unknown = channelsIn(values).find((name) => !channels.has(name));
  if (checkpoint_ns === '' && channels.size > 0 && unknown !== undefined) {
    throw new StudioError('unknownChannel', `The graph has no channel ${unknown}.`);
  }
  const from = await asked(
    url,
    checkpoint_id
      ? states.fresh({ thread_id, checkpoint_id, checkpoint_ns })
      : states.head(thread_id),
  );
  if (asNode !== undefined) refuseForgetting(from, asNode);
  const checkpoint = { checkpoint_ns, ...(checkpoint_id && { checkpoint_id }) } as Checkpoint;
  try {
    const answer = await client.threads.updateState(thread_id, {
      values: values as Record<string, unknown> | null,
      ...(asNode !== undefined && { asNode }),
      ...((checkpoint_id || checkpoint_ns) && { checkpoint }),
    });
    // The SDK's type knows the older answer only.
    const made = (
      answer as unknown as { checkpoint: { checkpoint_id: string; checkpoint_ns?: string } }
    ).checkpoint;
    return { checkpoint_id: made.checkpoint_id, checkpoint_ns: made.checkpoint_ns ?? '' };
  } catch (error) {
    const detail = statusOf(error) === undefined ? '' : detailOf(error);
    const isAmbiguous =
      /ambiguous/i.test(detail) || (statusOf(error) === 500 && asNode === undefined);
    if (!isAmbiguous) throw explain(error, url);
    const parent = from.parent_checkpoint?.checkpoint_id ?? '';
    const ran = [
      ...ledger.tasks(thread_id, parent, namespaceIn(from)),
      ...ledger.tasks(thread_id, idOf(from)),
    ];
    const names = [...new Set(ran.map(({ name }) => name))].join(' or ');
    throw new StudioError('ambiguousUpdate', `Several nodes may have made this update: ${names}.`, {
      cause: error,
    });
  }
}

/** A server takes one output for all of a step that has begun: Python's (0.16) does not know of updates in bulk. */
function refuseForgetting(from: ServerState, asNode: string): void {
  const tasks = tasksOf(from);
  const isOpen = ({ result }: ServerTask) => result === null || result === undefined;
  const given = tasks.find((task) => task.name === asNode && isOpen(task));
  const hasBegun = tasks.some((task) => task.error || task.interrupts.length > 0 || !isOpen(task));
  const others = new Set(tasks.filter((task) => task !== given).map(({ name }) => name));
  if (!given || !hasBegun || others.size === 0) return;
  throw new StudioError(
    'notSupported',
    `Run the step again instead: a server would forget its other tasks, finished or not (${[...others].join(', ')}).`,
  );
}

const channelsIn = (values: unknown): string[] =>
  typeof values === 'object' && values !== null && !Array.isArray(values)
    ? Object.keys(values)
    : [];
