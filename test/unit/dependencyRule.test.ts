import { globSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { fromRoot } from '../../scripts/root.ts';
import { lint } from '../helpers/lint.ts';

type Case = [file: string, statement: string];

const refused: Case[] = [
  ['core/protocol/a.ts', "import { run } from '../session/session.ts';"],
  ['core/protocol/a.ts', "import { readFileSync } from 'node:fs';"],
  ['core/protocol/a.ts', "import { Client } from '@langchain/langgraph-sdk';"],
  ['core/runner/a.ts', "import { open } from '../storage/storage.ts';"],
  ['core/runner/deep/a.ts', "import { open } from '../../adapters/localAdapter.ts';"],
  ['core/runner/a.ts', "import Database from 'better-sqlite3';"],
  ['core/runner/a.ts', "import { StateGraph } from '@langchain/langgraph';"],
  ['core/runner/a.ts', "import type { StateGraph } from '@langchain/langgraph';"],
  ['core/runner/a.ts', "import { createBirpc } from 'birpc';"],
  ['core/adapters/a.ts', "import { open } from '../storage/storage.ts';"],
  ['core/adapters/local/a.ts', "import type { Session } from '../../session/session.ts';"],
  ['core/adapters/a.ts', "import { gate } from '../runner/gate.ts';"],
  ['core/adapters/a.ts', "import { app } from 'electron';"],
  ['core/storage/a.ts', "import { localAdapter } from '../adapters/localAdapter.ts';"],
  ['core/storage/a.ts', "export { start } from '../session/session.ts';"],
  ['core/session/a.ts', "import { localAdapter } from '../adapters/localAdapter.ts';"],
  ['core/session/a.ts', "import { app } from 'electron';"],
  ['core/session/a.ts', "export const late = () => import('../adapters/localAdapter.ts');"],
  ['core/server/a.ts', "import { gate } from '../runner/gate.ts';"],
  ['core/host/a.ts', "import { open } from '../storage/storage.ts';"],
  ['core/host/a.ts', "import { createRoot } from 'react-dom/client';"],
  ['core/a.ts', "import { app } from 'electron';"],
  ['core/a.ts', "import { StateGraph } from '@langchain/langgraph';"],
  ['core/a.ts', "import { store } from '../renderer/store/store.ts';"],
  ['renderer/a.ts', "import { createCore } from '../core/createCore.ts';"],
  ['renderer/graph/a.ts', "import type { Adapter } from '../../core/adapters/adapter.ts';"],
  ['renderer/a.ts', "import { join } from 'node:path';"],
  ['renderer/a.ts', "import { join } from 'path';"],
  ['renderer/a.ts', "import { ipcRenderer } from 'electron';"],
  ['renderer/ui/a.ts', "import { useStore } from '../store/store.ts';"],
  ['renderer/ui/a.ts', "import { client } from '../client.ts';"],
  ['renderer/ui/a.ts', "import type { Json } from '../../core/protocol/model.ts';"],
  ['renderer/ui/a.ts', "import { create } from 'zustand';"],
  ['electron/a.ts', "import { open } from '../core/storage/storage.ts';"],
  ['electron/a.ts', "import { store } from '../renderer/store/store.ts';"],
  ['examples/a.ts', "import type { Json } from '../core/protocol/model.ts';"],
  ['test/a.ts', "import { x } from './helpers/index.ts';"],
  ['core/host/a.ts', "import { x } from './';"],
];

const allowed: Case[] = [
  ['core/protocol/b.ts', "import type { Thread } from '@langchain/langgraph-sdk';"],
  ['core/protocol/b.ts', "import { createBirpc } from 'birpc';"],
  ['core/runner/main.ts', "import { createBirpc } from 'birpc';"],
  ['core/runner/deep/b.ts', "import type { Json } from '../../protocol/model.ts';"],
  ['core/adapters/local/b.ts', "import type { LoadResult } from '../../runner/messages.ts';"],
  ['core/storage/b.ts', "import Database from 'better-sqlite3';"],
  ['core/session/b.ts', "import type { Adapter } from '../adapters/adapter.ts';"],
  ['core/b.ts', "import { localAdapter } from './adapters/localAdapter.ts';"],
  ['renderer/graph/b.ts', "import type { Json } from '../../core/protocol/model.ts';"],
  ['renderer/graph/b.ts', "import { Panel } from '../ui/Panel.tsx';"],
  ['electron/b.ts', "import { createCore } from '../core/createCore.ts';"],
  ['test/b.ts', "import { localAdapter } from '../core/adapters/localAdapter.ts';"],
];

/** Each case gets a file of its own in the folder it is about. */
const placed = (kind: string, [file]: Case, number: number): string =>
  file.endsWith('/main.ts') ? file : file.replace(/\w+\.ts$/, `${kind}${number}.ts`);

const filesOf = (kind: string, cases: Case[]): [string, string][] =>
  cases.map((one, number) => [placed(kind, one, number), `${one[1]}\n`]);

let refusedFiles: string[];

beforeAll(() => {
  const files = [...filesOf('refused', refused), ...filesOf('allowed', allowed)];
  refusedFiles = lint(Object.fromEntries(files))
    .filter(({ code }) => code === 'retrograph(zones)')
    .map(({ file }) => file);
});

test.each(refused.map((one, number) => [...one, placed('refused', one, number)]))(
  '%s may not: %s',
  (_file, _statement, place) => expect(refusedFiles).toContain(place),
);

test.each(allowed.map((one, number) => [...one, placed('allowed', one, number)]))(
  '%s may: %s',
  (_file, _statement, place) => expect(refusedFiles).not.toContain(place),
);

test('there are no barrels', () => {
  const barrels = globSync('{core,renderer,electron,scripts,examples}/**/index.{ts,tsx}', {
    cwd: fromRoot(),
  });
  expect(barrels).toEqual([]);
});
