import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  freePort,
  startDevServer,
  type PythonServer,
} from '../../core/adapters/python/devServer.ts';
import { fromRoot } from '../../scripts/root.ts';
import { attachedTo } from '../helpers/attached.ts';
import { named, pythonEnvironment } from '../helpers/python.ts';
import { adapterSpec } from './adapterSpec.ts';

/** The graphs of `test/fixtures/python/graphs.py`. */
const graphs = [
  'asks',
  'branch',
  'commandGoto',
  'fanout',
  'linear',
  'manySteps',
  'nested',
  'parallel',
  'slow',
  'stopsItself',
  'subInNode',
  'throwsInNode',
  'twoInterrupts',
];

const python = await pythonEnvironment();

/** The server adapter on LangGraph's Python server. */
describe.skipIf(python.missing !== undefined)(named('server adapter, Python', python), () => {
  let root: string;
  let url: string;
  let server: PythonServer;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'retrograph-python-server-'));
    await cp(fromRoot('test/fixtures/python/graphs.py'), join(root, 'graphs.py'));
    const config = join(root, 'langgraph.json');
    const entries = graphs.map((name) => [name, `./graphs.py:${name}`]);
    const settings = { dependencies: ['.'], graphs: Object.fromEntries(entries) as object };
    await writeFile(config, JSON.stringify(settings));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const { executable = '' } = python;
    server = await startDevServer({
      executable,
      root,
      config,
      port,
      env: {},
      onOutput: () => {},
      signal: new AbortController().signal,
    });
  }, 120_000);
  afterAll(async () => {
    server.end();
    await server.ended;
    await rm(root, { recursive: true, force: true });
  });

  adapterSpec({
    name: 'conformance',
    makeAdapter: attachedTo(() => ({ url })),
    capabilities: { run: true, updateState: true },
    interruptIds: true,
    behindApi: true,
    keepsReturned: true,
  });
});
