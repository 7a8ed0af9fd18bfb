import path from 'node:path';
import { expect, test } from 'vitest';
import { resolveProject } from '../../../core/adapters/project/resolveProject.ts';
import { fromRoot } from '../../../scripts/root.ts';
import { loadInRunner, runnerIn } from '../../helpers/loadInRunner.ts';

const esm = fromRoot('test/fixtures/projects/esm');
const cjs = fromRoot('test/fixtures/projects/cjs');

const names = (nodes: { id: string }[]) => nodes.map(({ id }) => id);

test('an ES module with enums, path aliases and top-level await, with its variables', async () => {
  const { env } = resolveProject(esm);
  const loaded = await loadInRunner(esm, 'src/graph.ts', { env });
  expect(names(loaded.graph.nodes)).toEqual(['__start__', 'feel', '__end__']);
  expect(loaded.graph.exampleInput).toEqual({ mood: 'wild' });
  expect(loaded.files).toEqual([path.join(esm, 'src/graph.ts'), path.join(esm, 'src/lib/mood.ts')]);
  expect(loaded.runner).toMatchObject({ langgraphVersion: '1.4.18', coreVersion: '1.2.13' });
});

test('a CommonJS module with enums and path aliases', async () => {
  const loaded = await loadInRunner(cjs, 'src/graph.ts');
  expect(names(loaded.graph.nodes)).toEqual(['__start__', 'where', '__end__']);
  expect(loaded.files).toContain(path.join(cjs, 'src/lib/mood.ts'));
});

test('a CommonJS module in plain JavaScript', async () => {
  const loaded = await loadInRunner(cjs, 'src/plain.cjs');
  expect(names(loaded.graph.nodes)).toEqual(['__start__', 'say', '__end__']);
  expect(loaded.graph.channels).toEqual([
    {
      name: 'said',
      type: 'BinaryOperatorAggregate',
      reducer: 'appends',
      isMessages: false,
      input: true,
      hasDefault: true,
    },
  ]);
});

test.for(['builder', 'compiled', 'makeGraph', 'makeLater', 'makeConfigured', 'promised'])(
  'the export can be a %s',
  async (name) => {
    const { graph } = await loadInRunner(esm, `src/exports.ts:${name}`);
    expect(graph).toMatchObject({ graphId: name, kind: 'state' });
    expect(names(graph.nodes)).toEqual(['__start__', 'say', '__end__']);
  },
);

test('the export can be an entrypoint', async () => {
  const { graph, getSource } = await loadInRunner(esm, 'src/exports.ts:functional');
  expect(graph).toMatchObject({ kind: 'functional', channels: [] });
  expect(names(graph.nodes)).toEqual(['__start__', 'functional', '__end__']);
  const { line, text } = await getSource('functional');
  expect(text.split('\n')[line - 1]).toContain("entrypoint('functional', async (text");
});

test('the export can be an agent of the package langchain', async () => {
  const { graph } = await loadInRunner(esm, 'src/exports.ts:agent');
  expect(names(graph.nodes)).toContain('model_request');
  expect(graph.exampleInput).toEqual({ messages: [{ role: 'user', content: '' }] });
  expect(graph.channels).toContainEqual(
    expect.objectContaining({
      name: 'messages',
      isMessages: true,
      reducer: 'merges messages by id',
    }),
  );
});

test('every graph of a langgraph.json loads', async () => {
  const { graphs, info } = resolveProject(esm);
  for (const graph of graphs) {
    const runner = runnerIn(info.root);
    const tsconfig = path.join(esm, 'tsconfig.json');
    const loaded = await runner.calls.load({ root: info.root, graph, tsconfig });
    expect(loaded.graph.graphId).toBe(graph.id);
  }
});

test('a standby that was warmed for the project loads it the same', async () => {
  const runner = runnerIn(fromRoot());
  const tsconfig = path.join(cjs, 'tsconfig.json');
  const file = path.join(cjs, 'src/graph.ts');
  await runner.calls.prepare({ root: cjs, tsconfig });
  const loaded = await runner.calls.load({ root: cjs, tsconfig, graph: { id: 'graph', file } });
  expect(loaded.files).toEqual([file, path.join(cjs, 'src/lib/mood.ts')]);
});

test('a standby that was warmed for another project loads this one the same', async () => {
  const runner = runnerIn(fromRoot());
  await runner.calls.prepare({ root: cjs, tsconfig: path.join(cjs, 'tsconfig.json') });
  const file = path.join(esm, 'src/graph.ts');
  const tsconfig = path.join(esm, 'tsconfig.json');
  const loaded = await runner.calls.load({ root: esm, tsconfig, graph: { id: 'graph', file } });
  expect(loaded.graph.diagnostics).toEqual([]);
  expect(loaded.runner.langgraphVersion).toBe('1.4.18');
});
