import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { StandbyPool } from '../../core/adapters/local/standbyPool.ts';
import { openStorage } from '../../core/storage/openStorage.ts';
import type { Storage } from '../../core/storage/storage.ts';
import { localAdapter, runnerPool } from '../helpers/localProject.ts';
import type { MakeAdapter } from '../helpers/stage.ts';
import { fixturesFor, versions } from '../helpers/versions.ts';
import { adapterSpec } from './adapterSpec.ts';

/** The local adapter as `createCore` wires it: the real runner, a real database, the person's own LangGraph. */
describe.for(versions)('local adapter, LangGraph %s', (version) => {
  let dataDir: string;
  let storage: Storage;
  let pool: StandbyPool;
  let fixtures: string;

  beforeAll(async () => {
    fixtures = await fixturesFor(version);
    dataDir = await mkdtemp(join(tmpdir(), 'retrograph-adapter-'));
    storage = openStorage(dataDir);
    pool = runnerPool(storage);
  });

  afterAll(async () => {
    await pool.dispose();
    storage.close();
    await rm(dataDir, { recursive: true });
  });

  const makeAdapter: MakeAdapter = async (fixture) => {
    const file = join(fixtures, `${fixture}.ts`);
    const adapter = localAdapter(`${file}:graph`, storage, pool);
    return { adapter, graphId: 'graph', close: () => adapter.disconnect({ kill: false }) };
  };

  const everything = {
    run: true,
    liveBreakpoints: true,
    subgraphBreakpoints: true,
    conditionalBreakpoints: true,
    holds: true,
    pause: true,
    stepInto: true,
    updateState: true,
    source: true,
    restart: true,
    surgery: true,
    serve: true,
    store: true,
  };

  test("runs on the project's own copy, and says what it can do", async () => {
    const { adapter, graphId, close } = await makeAdapter('linear');
    onTestFinished(close);
    await adapter.connect();
    const { runner } = await adapter.loadGraph(graphId);
    expect(runner?.langgraphVersion).toBe(version);
    expect(adapter.capabilities).toEqual(everything);
  });

  adapterSpec({
    name: 'conformance',
    makeAdapter,
    capabilities: everything,
    interruptIds: !version.startsWith('0.2.'),
  });
});
