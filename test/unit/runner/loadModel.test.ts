import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { GraphModel } from '../../../core/protocol/graph.ts';
import { fromRoot } from '../../../scripts/root.ts';
import { loadInRunner } from '../../helpers/loadInRunner.ts';
import { tempProject } from '../../helpers/tempProject.ts';

const MODULE = { 'package.json': '{"type": "module"}' };
const IMPORTS = `
import { Annotation, Command, END, MessagesAnnotation, START, Send, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { z } from 'zod';
const State = Annotation.Root({ n: Annotation<number>, ...MessagesAnnotation.spec });
const noop = () => ({});
`;

async function load(source: string, name = 'a.ts') {
  return loadInRunner(tempProject({ ...MODULE, [name]: IMPORTS + source }), name);
}

const edges = (graph: GraphModel) =>
  graph.edges.map(({ source, target, kind, label }) =>
    [source, kind, target, label].filter(Boolean).join(' '),
  );

test('edges are drawn as they were declared', async () => {
  const { graph } = await load(`export const graph = new StateGraph(State)
    .addNode('plan', noop)
    .addNode('work', noop)
    .addNode('other', noop)
    .addNode('jump', () => new Command({ goto: 'join' }), { ends: ['join', END] })
    .addNode('join', noop)
    .addNode('free', noop)
    .addEdge(START, 'plan')
    .addConditionalEdges('plan', () => [new Send('work', {})], ['work', 'other'])
    .addEdge(['work', 'other'], 'join')
    .addConditionalEdges('join', () => 'yes', { yes: 'jump', no: 'free', maybe: 'free' })
    .addConditionalEdges('free', () => 'plan')
    .compile();`);
  expect(edges(graph)).toEqual([
    '__start__ normal plan',
    'work join join',
    'other join join',
    'plan conditional work',
    'plan conditional other',
    'join conditional jump yes',
    'join conditional free no, maybe',
    'free anywhere free',
    'jump command join',
    'jump command __end__',
  ]);
  const [one, other] = graph.edges.filter(({ kind }) => kind === 'join');
  expect(one?.joinId).toBe(other?.joinId);
  expect(new Set(graph.edges.map(({ id }) => id)).size).toBe(graph.edges.length);
  expect(graph.diagnostics.map(({ message }) => message)).toEqual([
    'The router after free has no path map, so it may go anywhere.',
  ]);
});

test('a node that leads nowhere ends, and one that fails leads to its handler', async () => {
  const { graph } = await load(`export const graph = new StateGraph(State)
    .addNode('risky', noop, { errorHandler: () => ({ n: 0 }) })
    .addEdge(START, 'risky')
    .compile();`);
  expect(edges(graph)).toEqual([
    '__start__ normal risky',
    'risky conditional __error_handler__risky error',
  ]);
});

test('marks, kinds and nesting of nodes', async () => {
  const { graph, getSource } = await load(`
  const inner = new StateGraph(State).addNode('deep', function deep() { return {}; }).addEdge(START, 'deep').compile({ interruptAfter: '*' });
  const middle = new StateGraph(State).addNode('inner', inner).addEdge(START, 'inner').compile();
  export const graph = new StateGraph(State)
    .addNode('middle', middle)
    .addNode('tools', new ToolNode([]))
    .addNode('late', noop, { defer: true, retryPolicy: { maxAttempts: 2 }, cachePolicy: true })
    .addEdge(START, 'middle').addEdge('middle', 'tools').addEdge('tools', 'late')
    .compile({ interruptBefore: ['tools', 'middle'] });`);
  const node = (id: string) => graph.nodes.find((each) => each.id === id);
  expect(node('middle')).toMatchObject({ kind: 'subgraph', hasSource: false });
  expect(node('middle:inner')).toMatchObject({ kind: 'subgraph', parent: 'middle', name: 'inner' });
  expect(node('middle:inner:deep')).toMatchObject({
    kind: 'node',
    parent: 'middle:inner',
    hasSource: true,
  });
  expect(node('middle:inner:__start__')).toMatchObject({ kind: 'start', parent: 'middle:inner' });
  expect(node('tools')).toMatchObject({ kind: 'node', hasSource: false });
  expect(node('late')).toMatchObject({ defer: true, retry: true, cache: true, hasSource: true });
  expect(graph.compiledBreakpoints).toEqual([
    { node: 'tools', when: 'before' },
    { node: 'middle', when: 'before' },
    { node: 'middle:inner:deep', when: 'after' },
  ]);
  const source = await getSource('middle:inner:deep');
  expect(source.text.split('\n')[source.line - 1]).toContain('function deep()');
  expect(source.language).toBe('typescript');
  await expect(getSource('tools')).rejects.toMatchObject({ code: 'noSource' });
  await expect(getSource('nowhere')).rejects.toMatchObject({ code: 'unknownNode' });
});

test('a graph that contains itself is drawn once', async () => {
  const { graph } = await load(`
  const holder = { subgraphs: [] as unknown[] };
  export const graph = new StateGraph(State)
    .addNode('again', noop, { subgraphs: holder.subgraphs } as never)
    .addEdge(START, 'again').compile();
  holder.subgraphs.push(graph);`);
  expect(graph.nodes.map(({ id }) => id)).toEqual(['__start__', 'again', '__end__']);
});

test('a breakpoint set for a node that is none is pointed out', async () => {
  const { graph } = await load(`export const graph = new StateGraph(State)
    .addNode('one', noop).addEdge(START, 'one').compile();
  graph.interruptBefore = ['one', 'nope'] as never;`);
  expect(graph.compiledBreakpoints).toEqual([{ node: 'one', when: 'before' }]);
  expect(graph.diagnostics.map(({ message }) => message)).toEqual([
    'interruptBefore names nope, which is no node.',
  ]);
});

test('channels say what an update does to them', async () => {
  const { graph } = await load(`
  const Mixed = Annotation.Root({
    plain: Annotation<string>,
    spread: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
    added: Annotation<string[]>({ reducer: function add(old, more) { return old.concat(more); }, default: () => [] }),
    last: Annotation<number>({ reducer: (_, b) => b, default: () => 0 }),
    sum: Annotation<number>({ reducer: (a, b) => a + b, default: () => 0 }),
    ...MessagesAnnotation.spec,
  });
  export const graph = new StateGraph({ stateSchema: Mixed, input: Annotation.Root({ plain: Annotation<string> }) } as never)
    .addNode('one', noop).addNode('two', noop).addEdge(START, 'one').addEdge(['one'], 'two').compile();`);
  expect(graph.channels.map(({ name, reducer, input }) => [name, reducer, input])).toEqual([
    ['plain', 'replaces', true],
    ['spread', 'appends', false],
    ['added', 'appends', false],
    ['last', 'replaces', false],
    ['sum', 'reducer', false],
    ['messages', 'merges messages by id', false],
  ]);
  expect(graph.exampleInput).toEqual({ plain: '' });
});

test('a zod state gives a schema and a skeleton that fits it', async () => {
  const { graph } = await load(`
  const Zod = z.object({ topic: z.string(), depth: z.number(), tags: z.array(z.string()), loud: z.boolean().default(true) });
  export const graph = new StateGraph(Zod).addNode('one', noop).addEdge(START, 'one').compile();`);
  expect(graph.inputSchema).toMatchObject({
    type: 'object',
    properties: { depth: { type: 'number' } },
  });
  expect(graph.exampleInput).toEqual({ topic: '', depth: 0, tags: [] });
});

test("the module's own example is used, the graph's before the module's", async () => {
  const one = "new StateGraph(State).addNode('one', noop).addEdge(START, 'one').compile()";
  const first = await load(`export const graph = ${one}; export const exampleInput = { n: 1 };
    export const exampleInputs = { a: { n: 2 } };`);
  expect(first.graph.exampleInput).toEqual({ n: 2 });
  const second = await load(`export const graph = ${one}; export const exampleInput = { n: 1n };`);
  expect(second.graph.exampleInput).toEqual({ messages: [{ role: 'user', content: '' }] });
  expect(second.graph.diagnostics[0]?.message).toBe('exampleInput is not JSON and was not used.');
});

test('the shape changes with the structure only', async () => {
  const shape = async (body: string, to: string) => {
    const source = `export const graph = new StateGraph(State).addNode('one', () => ${body})
      .addNode('two', noop).addEdge(START, 'one').addEdge('one', '${to}').addEdge(START, 'two').compile();`;
    return (await load(source)).graph.shape;
  };
  const original = await shape('({ n: 1 })', 'two');
  expect(await shape('({ n: 2 })', 'two')).toBe(original);
  expect(await shape('({ n: 1 })', '__end__')).not.toBe(original);
});

test('a compiled module is shown and watched in its source', async () => {
  const root = tempProject({
    ...MODULE,
    'src/a.ts': `${IMPORTS}\ninterface Gone { x: number }\n\nexport const graph = new StateGraph(State)
  .addNode('one', function one() { return {} as Gone & object; })\n  .addEdge(START, 'one').compile();`,
  });
  await build({
    entryPoints: [path.join(root, 'src/a.ts')],
    outfile: path.join(root, 'out/a.js'),
    bundle: true,
    packages: 'external',
    format: 'esm',
    sourcemap: true,
    logLevel: 'silent',
  });
  const { files, getSource } = await loadInRunner(root, 'out/a.js');
  expect(files).toEqual([path.join(root, 'out/a.js'), path.join(root, 'src/a.ts')]);
  const { file, line, text } = await getSource('one');
  expect(file).toBe(path.join(root, 'src/a.ts'));
  expect(text.split('\n')[line - 1]).toContain('function one()');
});

test('the copy of LangGraph is the one the graph was built with', async () => {
  const source = `${IMPORTS}export const graph = new StateGraph(State).addNode('one', noop).addEdge(START, 'one').compile();`;
  const root = tempProject({
    ...MODULE,
    'apps/one/package.json': '{"type": "module"}',
    'apps/one/a.ts': source,
    'b.ts': "export { graph } from './apps/one/a.ts';",
  });
  const nested = path.join(root, 'apps/one/node_modules/@langchain/langgraph');
  mkdirSync(path.dirname(nested), { recursive: true });
  cpSync(realpathSync(fromRoot('node_modules/@langchain/langgraph')), nested, { recursive: true });
  for (const name of ['core', 'langgraph-checkpoint', 'langgraph-sdk', 'protocol']) {
    symlinkSync(
      fromRoot(`node_modules/@langchain/${name}`),
      path.join(path.dirname(nested), name),
      'junction',
    );
  }
  const manifest = path.join(nested, 'package.json');
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replace('"version": "1.4.18"', '"version": "1.4.18-nested"'),
  );
  const { runner, graph } = await loadInRunner(root, 'b.ts');
  expect(runner.langgraphVersion).toBe('1.4.18-nested');
  expect(graph.diagnostics).toEqual([]);
});

test('a module that greets its parent process, or stops in a debugger statement, loads', async () => {
  const { graph } = await load(`process.send?.('ready');
  debugger;
  export const graph = new StateGraph(State).addNode('one', noop).addEdge(START, 'one').compile();`);
  expect(graph.nodes).toHaveLength(3);
});
