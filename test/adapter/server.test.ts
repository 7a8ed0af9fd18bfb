import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachedTo } from '../helpers/attached.ts';
import { startLanggraphDev, type DevServer } from '../helpers/langgraphDev.ts';
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

  const makeAdapter = attachedTo(() => ({ url: server.url }), { schemaPatience: 0 });

  test('says what it can do, and what not', async () => {
    const { adapter } = await makeAdapter('linear');
    expect(adapter.capabilities).toEqual({ run: true, updateState: true, store: true });
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
