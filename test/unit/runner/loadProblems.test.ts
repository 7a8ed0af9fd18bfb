import path from 'node:path';
import { expect, test } from 'vitest';
import { fromRoot } from '../../../scripts/root.ts';
import { failureOf } from '../../helpers/loadInRunner.ts';
import { tempProject } from '../../helpers/tempProject.ts';

const esm = fromRoot('test/fixtures/projects/esm');
const ESM = { 'package.json': '{"type": "module"}' };
const GRAPH = `
import { Annotation, StateGraph } from '@langchain/langgraph';
const make = () => new StateGraph(Annotation.Root({ n: Annotation<number> }))
  .addNode('one', () => ({ n: 1 })).addEdge('__start__', 'one');
`;

/** The line a code frame points at. */
const pointed = (frame: string | undefined) =>
  frame?.split('\n').find((line) => line.startsWith('>'));

test.for(['a.ts', 'a.mjs', 'a.cjs', 'a.js'])(
  'a syntax error in %s is shown where it is',
  async (name) => {
    const root = tempProject({ ...ESM, [name]: 'const one = 1;\n\nconst two = = 2;\n' });
    const { code, message, problem } = await failureOf(root, name);
    expect(code).toBe('loadFailed');
    expect(message).toMatch(
      new RegExp(`^${name.replace('.', '\\.')} does not parse, line 3: Unexpected`),
    );
    expect(problem).toMatchObject({ file: path.join(root, name), line: 3, column: 13 });
    expect(pointed(problem?.codeFrame)).toBe('> 3 | const two = = 2;');
  },
);

test('a syntax error in an imported file is shown in that file', async () => {
  const root = tempProject({ ...ESM, 'a.ts': "import './b'", 'b.ts': 'let = ;' });
  expect((await failureOf(root, 'a.ts')).problem?.file).toBe(path.join(root, 'b.ts'));
});

test.for([ESM, {}])(
  'a missing package is named with the file that imports it: %j',
  async (manifest) => {
    const source = "const a = 1;\nimport x from '@acme/tools/deep';\nexport const b = x;\n";
    const root = tempProject({ 'package.json': '{}', ...manifest, 'a.ts': source });
    const { code, message, problem } = await failureOf(root, 'a.ts');
    expect(code).toBe('missingPackage');
    expect(message).toBe('The package @acme/tools is not installed; a.ts imports it.');
    expect(problem).toMatchObject({ file: path.join(root, 'a.ts'), line: 2, column: 15 });
  },
);

test('a project without LangGraph is told what to install', async () => {
  const root = tempProject(
    { ...ESM, 'a.ts': "import { END } from '@langchain/langgraph';\nEND;" },
    false,
  );
  const { code, message } = await failureOf(root, 'a.ts');
  expect(code).toBe('noLangGraph');
  expect(message).toBe('@langchain/langgraph is not installed; a.ts imports it.');
});

test('a missing file of the project is no package', async () => {
  const root = tempProject({ ...ESM, 'a.ts': "\nimport './nope';" });
  const { code, message, problem } = await failureOf(root, 'a.ts');
  expect([code, message]).toEqual(['loadFailed', 'a.ts imports ./nope, which does not exist.']);
  expect(problem?.line).toBe(2);
});

test('an import of something that is not exported says so', async () => {
  const root = tempProject({
    ...ESM,
    'a.ts': "import { Nope } from './b';\nNope;",
    'b.ts': 'export {}',
  });
  const { message, problem } = await failureOf(root, 'a.ts');
  expect(message).toBe("a.ts imports from './b', which has no export named 'Nope'.");
  expect(problem?.line).toBe(1);
});

test('top-level await in CommonJS is explained', async () => {
  const root = tempProject({ 'package.json': '{}', 'a.ts': 'await Promise.resolve();' });
  expect((await failureOf(root, 'a.ts')).message).toContain('add "type": "module"');
});

test('an error thrown while loading is shown in the source, with a mapped stack', async () => {
  const source =
    'interface Unused {}\n\nexport function fail(): never {\n  throw new TypeError("no key");\n}';
  const root = tempProject({
    ...ESM,
    'a.ts': "import { fail } from './b';\nfail();",
    'b.ts': source,
  });
  const { code, message, problem } = await failureOf(root, 'a.ts');
  expect(code).toBe('loadFailed');
  expect(message).toBe('b.ts threw while loading: TypeError: no key');
  expect(problem).toMatchObject({ file: path.join(root, 'b.ts'), line: 4, column: 9 });
  expect(problem?.stack).toContain(`${path.join(root, 'a.ts')}:2:1`);
  expect(problem?.stack).not.toMatch(/node:internal|tsx|core\/runner/);
});

test('something thrown that is no error is shown too', async () => {
  const root = tempProject({ ...ESM, 'a.ts': 'throw "plain text"' });
  expect((await failureOf(root, 'a.ts')).message).toBe(
    'a.ts threw while loading: plain text (not an Error)',
  );
});

test('a module without a graph is told what it does export', async () => {
  const root = tempProject({ ...ESM, 'a.ts': 'export const x = 1;\nexport class Tool {}' });
  const { code, message } = await failureOf(root, 'a.ts');
  expect(code).toBe('noGraphExport');
  expect(message).toBe('a.ts exports no graph; it exports Tool (class), x (number).');
});

test.for([
  ['nothing', 'exports.ts does not export nothing; it exports '],
  ['notAGraph', 'notAGraph of exports.ts is a string, not a graph.'],
  ['makeNothing', 'makeNothing of exports.ts does not make a graph.'],
  [
    'makeTrouble',
    'exports.ts threw while makeTrouble made the graph: TypeError: no model configured',
  ],
])('a named export that is no graph: %s', async ([name, message]) => {
  const failure = await failureOf(esm, `src/exports.ts:${name}`);
  expect(failure.message).toContain(message);
});

test('several graphs are offered', async () => {
  const source = `${GRAPH}export const one = make().compile();\nexport const two = make().compile();`;
  const root = tempProject({ ...ESM, 'a.ts': source });
  const { code, message, problem } = await failureOf(root, 'a.ts');
  const file = path.join(root, 'a.ts');
  expect([code, message]).toEqual(['severalGraphs', 'a.ts exports 2 graphs: one, two.']);
  expect(problem?.choices).toEqual([
    { label: 'one', target: `${file}:one` },
    { label: 'two', target: `${file}:two` },
  ]);
});

test('a builder beside its graph, and a default export of the same, are one graph', async () => {
  const source = `${GRAPH}export const b = make();\nexport const graph = b.compile();\nexport default graph;`;
  const root = tempProject({ ...ESM, 'a.ts': source });
  await expect(failureOf(root, 'a.ts')).rejects.toThrow('a.ts loads.');
});

test('a builder that does not compile names the node', async () => {
  const root = tempProject({
    ...ESM,
    'a.ts': `${GRAPH}export const b = make().addNode('lost', () => ({}));`,
  });
  const { code, message, problem } = await failureOf(root, 'a.ts');
  expect(code).toBe('loadFailed');
  expect(message).toContain('b does not compile: Node `lost` is not reachable.');
  expect(problem?.file).toBe(path.join(root, 'a.ts'));
  expect(pointed(problem?.codeFrame)).toContain("addNode('lost'");
});

test('a graph in Python, and a file that is gone', async () => {
  const root = tempProject({ ...ESM, 'a.py': '' });
  expect((await failureOf(root, 'a.py')).code).toBe('unsupportedFile');
  expect((await failureOf(root, 'b.ts')).code).toBe('noSuchFile');
});

test('a LangGraph bundled into the module is not mistaken for another copy', async () => {
  const bundled = `
    export const graph = { lg_is_pregel: true, nodes: {}, channels: {} };
  `;
  const root = tempProject({ ...ESM, 'a.ts': bundled });
  expect((await failureOf(root, 'a.ts')).code).toBe('noLangGraph');
});
