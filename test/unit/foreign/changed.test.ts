import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { copyOf } from '../../../core/foreign/copyOf.ts';
import { installSqliteSaver, openSaver } from '../../bench/store/savers.ts';
import { lookAt } from './looks.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrograph-changed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
installSqliteSaver();

const state = Annotation.Root({
  log: Annotation<string[]>({ reducer: (before, more) => [...before, ...more], default: () => [] }),
  n: Annotation<number>,
  kept: Annotation<string>,
});

/** A program with two nodes and its file. */
async function program(name: string) {
  const file = join(folder, name);
  const { saver, close } = await openSaver('sqliteSaver', file);
  const graph = new StateGraph(state)
    .addNode('a', () => ({ log: ['a'], n: 1 }))
    .addNode('b', () => ({ log: ['b'] }))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .compile({ ...(saver && { checkpointer: saver }) });
  return { file, graph, close };
}

async function look(file: string) {
  const looked = await lookAt(file);
  onTestFinished(() => looked.reader.close());
  return looked;
}

const config = { configurable: { thread_id: 't' } };

it('does not say what changed where a run saved only its end', async () => {
  const { file, graph, close } = await program('exit.db');
  await graph.invoke({ log: ['first'], kept: 'x' }, { ...config, durability: 'exit' });
  await graph.invoke({ log: ['second'] }, { ...config, durability: 'exit' });
  close();
  const { history, reader } = await look(file);
  const rows = await history.listCheckpoints('t');
  expect(rows.map(({ step, changed }) => ({ step, changed }))).toEqual([
    { step: 6, changed: undefined },
    { step: 2, changed: undefined },
  ]);
  // A copy of ours does say so.
  const copy = await copyOf(reader, 't');
  expect(copy.checkpoints.map(({ step, changed }) => ({ step, changed }))).toEqual([
    { step: 2, changed: ['log', 'kept', 'n'] },
    { step: 6, changed: ['log', 'n'] },
  ]);
});

it('does not say what changed where two updates wrote over each other', async () => {
  const { file, graph, close } = await program('updates.db');
  await graph.invoke({ log: ['first'] }, config);
  const before = await graph.getState(config);
  await graph.updateState(before.config, { log: ['more'], n: 2 });
  await graph.updateState(before.config, { kept: 'y' });
  close();
  const { history } = await look(file);
  const rows = await history.listCheckpoints('t');
  expect(rows.map(({ changed }) => changed)).toEqual([
    undefined,
    undefined,
    ['log'],
    ['log', 'n'],
    ['log'],
    [],
  ]);
});
