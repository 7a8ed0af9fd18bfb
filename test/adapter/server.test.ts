import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServerAdapter } from '../../core/adapters/serverAdapter.ts';
import type { Json } from '../../core/protocol/model.ts';
import { fromRoot } from '../../scripts/root.ts';
import { startLanggraphDev, type DevServer } from '../helpers/langgraphDev.ts';
import type { MakeAdapter } from '../helpers/stage.ts';
import { adapterSpec } from './adapterSpec.ts';

const fixtures = [
  'asks',
  'anywhere',
  'bigState',
  'branch',
  'commandGoto',
  'fanout',
  'functionalNested',
  'functionalParallel',
  'linear',
  'manySteps',
  'mutates',
  'nested',
  'parallel',
  'slow',
  'stopsItself',
  'subInNode',
  'throwsInNode',
  'twoInterrupts',
];

/** The server adapter on LangGraph's own JavaScript server. */
describe('server adapter, langgraph-api 1.5.1', () => {
  let server: DevServer;
  beforeAll(async () => {
    server = await startLanggraphDev(fixtures);
  }, 600_000);
  afterAll(() => server.close());

  const makeAdapter: MakeAdapter = async (fixture) => {
    const adapter = createServerAdapter({ access: { url: server.url }, schemaPatience: 1 });
    // What a session does.
    adapter.onEvent((event) => {
      if (event.type === 'tasks') adapter.ledger.recordTasks(event.tasks);
      if (event.type === 'runEnded') adapter.ledger.cancelRunning(event.thread_id);
    });
    const module = (await import(fromRoot(`test/fixtures/graphs/${fixture}.ts`))) as {
      exampleInput?: Json;
    };
    const { exampleInput } = module;
    return {
      // A server knows no example input: the module's own takes the place of the schema's skeleton.
      adapter: {
        ...adapter,
        loadGraph: async (graphId) => {
          const loaded = await adapter.loadGraph(graphId);
          return {
            graph: { ...loaded.graph, ...(exampleInput !== undefined && { exampleInput }) },
          };
        },
      },
      graphId: fixture,
      close: () => adapter.disconnect({ kill: false }),
    };
  };

  test('says what it can do, and what not', async () => {
    const { adapter } = await makeAdapter('linear');
    expect(adapter.capabilities).toEqual({ run: true, updateState: true });
    const { graphs } = await adapter.connect();
    expect(graphs.map(({ id }) => id)).toEqual(fixtures.toSorted());
  });

  adapterSpec({
    name: 'conformance',
    makeAdapter,
    capabilities: { updateState: true },
    interruptIds: true,
    behindApi: true,
  });
});
