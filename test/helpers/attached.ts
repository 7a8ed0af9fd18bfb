import type { Adapter } from '../../core/adapters/adapter.ts';
import type { ServerAccess } from '../../core/adapters/server/serverClient.ts';
import {
  createServerAdapter,
  type ServerAdapterOptions,
} from '../../core/adapters/serverAdapter.ts';
import type { Json } from '../../core/protocol/model.ts';
import { fromRoot } from '../../scripts/root.ts';
import type { MakeAdapter } from './stage.ts';

/**
 * The server adapter as a session has it. A server knows no example input: `exampleInput`, the fixture's own, takes the
 * place of the schema's skeleton.
 */
export function attached(options: ServerAdapterOptions, exampleInput?: Json): Adapter {
  const adapter = createServerAdapter(options);
  // What a session does.
  adapter.onEvent((event) => {
    if (event.type === 'tasks') adapter.ledger.recordTasks(event.tasks);
    if (event.type === 'runEnded') adapter.ledger.cancelRunning(event.thread_id);
  });
  return {
    ...adapter,
    loadGraph: async (graphId) => {
      const { graph } = await adapter.loadGraph(graphId);
      return { graph: { ...graph, ...(exampleInput !== undefined && { exampleInput }) } };
    },
  };
}

/** What a fixture graph says it can be run with. */
export async function exampleInputOf(fixture: string): Promise<Json | undefined> {
  const module: unknown = await import(fromRoot(`test/fixtures/graphs/${fixture}.ts`));
  return (module as { exampleInput?: Json }).exampleInput;
}

/** Adapters on a server whose graphs have their fixtures' names. It may start after this is called. */
export const attachedTo =
  (access: () => ServerAccess, options: Omit<ServerAdapterOptions, 'access'> = {}): MakeAdapter =>
  async (fixture) => {
    const adapter = attached({ ...options, access: access() }, await exampleInputOf(fixture));
    return { adapter, graphId: fixture, close: () => adapter.disconnect({ kill: false }) };
  };
