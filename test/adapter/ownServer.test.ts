import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { createCore, type Core } from '../../core/createCore.ts';
import { fromRoot } from '../../scripts/root.ts';
import { attached, exampleInputOf } from '../helpers/attached.ts';
import type { MakeAdapter } from '../helpers/stage.ts';
import { adapterSpec } from './adapterSpec.ts';

/** The server adapter on a project that Retrograph itself serves. */
describe('server adapter, our own server', () => {
  let dataDir: string;
  let core: Core;
  /** How many adapters are on a session. */
  const users = new Map<string, number>();
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'retrograph-own-'));
    core = createCore({ dataDir, version: '0.0.0', hostKind: 'browser' });
  });
  afterAll(async () => {
    await core.dispose();
    await rm(dataDir, { recursive: true });
  });

  const makeAdapter: MakeAdapter = async (fixture) => {
    const { handlers } = core;
    const target = `${fromRoot(`test/fixtures/graphs/${fixture}.ts`)}:graph`;
    const { sessionId } = await handlers.openProject({ target });
    const { api } = await handlers.serveProject({ sessionId, port: 0 });
    users.set(sessionId, (users.get(sessionId) ?? 0) + 1);
    const adapter = attached({ access: { url: api } }, await exampleInputOf(fixture));
    const close = async () => {
      await adapter.disconnect({ kill: false });
      const left = (users.get(sessionId) ?? 1) - 1;
      users.set(sessionId, left);
      if (left === 0) await handlers.closeProject({ sessionId });
    };
    return { adapter, graphId: 'graph', close };
  };

  adapterSpec({
    name: 'conformance',
    makeAdapter,
    capabilities: { run: true, updateState: true },
    interruptIds: true,
    behindApi: true,
  });
});
