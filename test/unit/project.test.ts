import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findNode } from '../../core/adapters/project/userNode.ts';
import { resolveProject, tsconfigFor } from '../../core/adapters/project/resolveProject.ts';
import { StudioError } from '../../core/protocol/errors.ts';
import { fromRoot } from '../../scripts/root.ts';
import { readPythonProject } from '../../core/adapters/python/pythonProject.ts';
import { tempProject } from '../helpers/tempProject.ts';

const esm = fromRoot('test/fixtures/projects/esm');

const failure = (target: string, cwd?: string): StudioError => {
  try {
    resolveProject(target, cwd);
  } catch (error) {
    if (error instanceof StudioError) return error;
  }
  throw new Error(`${target} resolves.`);
};

test('a module belongs to the folder of its package.json', () => {
  const project = resolveProject('src/graph.ts', esm);
  const file = path.join(esm, 'src/graph.ts');
  expect(project.info).toEqual({ root: esm, name: 'graph.ts', target: file });
  expect(project.graphs).toEqual([{ id: 'graph', file }]);
  expect(project.tsconfig).toBe(path.join(esm, 'tsconfig.json'));
});

test('an export after the colon names the graph', () => {
  const { graphs, info } = resolveProject('src/exports.ts:makeGraph', esm);
  const file = path.join(esm, 'src/exports.ts');
  expect(graphs).toEqual([{ id: 'makeGraph', file, export: 'makeGraph' }]);
  expect(info.target).toBe(`${file}:makeGraph`);
});

test('a file whose name holds a colon is taken as it is', () => {
  const root = tempProject({ 'a:b.ts': '' }, false);
  expect(resolveProject('a:b.ts', root).graphs[0]?.file).toBe(path.join(root, 'a:b.ts'));
});

test('a langgraph.json lists its graphs in every shape, and a folder is its langgraph.json', () => {
  const project = resolveProject(esm);
  expect(project.graphs).toEqual([
    { id: 'moody', file: path.join(esm, 'src/graph.ts'), export: 'graph' },
    { id: 'made', file: path.join(esm, 'src/exports.ts'), export: 'makeGraph' },
    { id: 'alone', file: path.join(esm, 'src/graph.ts') },
  ]);
  expect(project.info).toEqual({
    root: esm,
    name: 'esm',
    target: path.join(esm, 'langgraph.json'),
  });
  expect(resolveProject(`${esm}/langgraph.json:made`).graphs.map(({ id }) => id)).toEqual(['made']);
});

test('a folder without a config is its agent, graph or index module', () => {
  const root = tempProject({ 'src/agent.mts': '', 'package.json': '{}' }, false);
  expect(resolveProject(root).graphs[0]?.file).toBe(path.join(root, 'src/agent.mts'));
});

test("variables come from .env and the config's file, which wins; those of the process stay", () => {
  process.env.RETROGRAPH_FIXTURE_CONFIG = 'from the shell';
  try {
    expect(resolveProject(esm).env).toEqual({
      RETROGRAPH_FIXTURE_ROOT: 'root',
      RETROGRAPH_FIXTURE_BOTH: 'config',
    });
  } finally {
    delete process.env.RETROGRAPH_FIXTURE_CONFIG;
  }
  expect(resolveProject(esm).files).toContain(path.join(esm, 'config.env'));
});

test('variables can stand in the config itself, and a file of them may be missing', () => {
  const graphs = '"graphs": {"a": "./a.ts"}';
  const root = tempProject(
    {
      'langgraph.json': `{"env": {"RETROGRAPH_A": 1, "RETROGRAPH_B": "two"}, ${graphs}}`,
      'other.json': `{"env": "./missing.env", ${graphs}}`,
    },
    false,
  );
  expect(resolveProject(root).env).toEqual({ RETROGRAPH_A: '1', RETROGRAPH_B: 'two' });
  expect(resolveProject('other.json', root).warnings).toEqual([
    expect.stringContaining('missing.env, which does not exist'),
  ]);
});

test('what does not exist is named', () => {
  const error = failure('nowhere.ts:graph', esm);
  expect(error.code).toBe('noSuchFile');
  expect(error.message).toBe(`There is no file ${path.join(esm, 'nowhere.ts')}.`);
  expect(failure('.', tempProject({}, false)).message).toContain('no agent, graph or index module');
});

test('a Python module and a langgraph.json of Python graphs are Python projects', () => {
  const files = {
    'agent.py': '',
    'notes.txt': '',
    'langgraph.json': '{"graphs": {"agent": "./agent.py:graph"}}',
  };
  const root = tempProject(files, false);
  const file = path.join(root, 'agent.py');
  expect(readPythonProject('agent.py:graph', root)).toMatchObject({
    info: { root, target: `${file}:graph` },
    graphs: [{ id: 'graph', file, export: 'graph' }],
  });
  expect(readPythonProject('.', root)).toMatchObject({
    config: path.join(root, 'langgraph.json'),
    graphs: [{ id: 'agent', file, export: 'graph' }],
  });
  expect(readPythonProject(esm)).toBeUndefined();
  expect(failure('notes.txt', root).message).toBe('notes.txt is not a module Node.js can run.');
});

test.for([
  ['{\n  "graphs": {\n    "a": ./a.ts\n  }\n}', 3, 10],
  ['{\n  "graphs": {"a": "./a.ts",}\n}', 2, 28],
  ['{\n  "graphs": {"a": "./a.ts"}\n', 3, 1],
] as const)('JSON that does not parse is shown where it stops: %j', ([text, line, column]) => {
  const root = tempProject({ 'langgraph.json': text }, false);
  const { problem, code } = failure(root);
  expect(code).toBe('invalidConfig');
  expect(problem).toMatchObject({ line, column, file: path.join(root, 'langgraph.json') });
  expect(problem?.codeFrame?.split('\n').find((row) => row.startsWith('>'))).toContain(`${line} |`);
});

test.for([
  ['[]', 'is not an object'],
  ['{}', 'names no graphs'],
  ['{"graphs": {"a": 3}}', 'gives no file for the graph "a"'],
  ['{"graphs": {"a": "./a.ts"}, "env": 7}', 'has an "env" that is neither'],
])('a config of another shape is refused in words: %s', ([text, words]) => {
  const root = tempProject({ 'langgraph.json': text ?? '' }, false);
  expect(failure(root).message).toContain(words);
});

test('the nearest tsconfig above a module holds', () => {
  const root = tempProject({
    'tsconfig.json': '{}',
    'app/jsconfig.json': '{}',
    'app/src/a.ts': '',
  });
  expect(tsconfigFor(path.join(root, 'app/src/a.ts'))).toBe(path.join(root, 'app/jsconfig.json'));
  expect(tsconfigFor(path.join(root, 'a.ts'))).toBe(path.join(root, 'tsconfig.json'));
});

test("the person's node is used and not the one npm puts before it", async () => {
  const ours = fromRoot('node_modules/.bin');
  expect(await findNode('', ours)).toEqual({
    path: process.execPath,
    version: process.versions.node,
  });
  expect((await findNode('', path.dirname(process.execPath))).version).toBe(process.versions.node);
  expect(await findNode(process.execPath)).toMatchObject({ path: process.execPath });
});

test('a Node.js set by hand that is none is refused', async () => {
  await expect(findNode('/no/such/node')).rejects.toMatchObject({ code: 'noNode' });
  const root = tempProject({ node: '#!/bin/sh\necho v16.20.0\n' }, false);
  const old = path.join(root, 'node');
  chmodSync(old, 0o755);
  await expect(findNode(old)).rejects.toMatchObject({
    code: 'noNode',
    message: expect.stringContaining('too old') as string,
  });
  expect((await findNode('', root)).path).toBe(process.execPath);
});
