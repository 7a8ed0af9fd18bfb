import { expect, test } from 'vitest';
import { pathOf, pathText } from '../../../core/protocol/path.ts';
import { insertChannel, snippetFor } from '../../../renderer/inspector/edit/snippets.ts';
import { framesOf } from '../../../renderer/inspector/tasks/stack.ts';
import { durationText } from '../../../renderer/inspector/tasks/taskWords.ts';
import { partsOf } from '../../../renderer/inspector/tree/marks.ts';
import { faultOf, parseJson } from '../../../renderer/store/parseJson.ts';
import { nodeNames } from '../../../renderer/inspector/edit/asNode.ts';
import { graph } from '../../helpers/inspected.ts';

const channel = (reducer: string, isMessages = false) => ({
  name: 'x',
  type: 'LastValue',
  reducer,
  isMessages,
  input: true,
});

test('a path reads as code', () => {
  expect(pathText(['messages', 0, 'content'])).toBe('messages[0].content');
  expect(pathText(['größe', 'a b', '1'])).toBe('größe["a b"]["1"]');
});

test('a path that reads as code is read again', () => {
  const paths = [['doc'], ['messages', 4_000, 'content'], ['größe', 'a b', '1'], [3, 'x"y\\']];
  for (const path of paths) expect(pathOf(pathText(path))).toEqual(path);
  const none = ['', 'a.', '.a', 'a b', 'a[', 'a[]', 'a[-1]', 'a[1.5]', 'a[x]', 'a["x]', 'a[0]b'];
  for (const text of none) expect(pathOf(text)).toBeUndefined();
});

test('what is sought is marked in any case, and no escape is taken apart', () => {
  const marked = (text: string, sought: string, isLiteral = false) =>
    partsOf(text, sought, isLiteral)
      .map(({ part, isMatch }) => (isMatch ? `<${part}>` : part))
      .join('');
  expect(marked('A cat, a CAT', 'cat')).toBe('A <cat>, a <CAT>');
  expect(marked('a.c abc', 'a.c')).toBe('<a.c> abc');
  expect(marked(String.raw`"one\nnone"`, 'n', true)).toBe(String.raw`"o<n>e\n<n>o<n>e"`);
  expect(marked(String.raw`"say \"hi\""`, '"hi"', true)).toBe(String.raw`"say <\"hi\">"`);
  expect(marked('🦜 flies', '🦜')).toBe('<🦜> flies');
  expect(marked('as it is', '')).toBe('as it is');
  expect(marked('x'.repeat(2_000), 'x'.repeat(1_500))).toBe('x'.repeat(2_000));
});

test('an update begins with what the channel does with it', () => {
  expect(snippetFor(channel('replaces'), { a: 1 })).toEqual({ a: 1 });
  expect(snippetFor(channel('appends'), ['kept'])).toEqual([]);
  expect(snippetFor(channel('reducer'), { kept: 1 })).toEqual({});
  expect(snippetFor(channel('reducer'), 6)).toBe(0);
  expect(snippetFor(channel('reducer'), 'said')).toBe('');
  const map = { lc: 2, type: 'constructor', id: ['Map'], args: [[['a', 1]]] };
  expect(snippetFor(channel('replaces'), map)).toEqual(map);
  expect(snippetFor(channel('reducer'), map)).toEqual({ ...map, args: [[]] });
  expect(snippetFor(channel('merges messages by id', true), [])).toEqual([
    { role: 'user', content: '' },
  ]);
});

test('an inserted channel is the last, with the caret in its first empty text', () => {
  const { text, offset } = insertChannel({ a: '', x: 1, b: 2 }, 'x', [{ content: '' }]);
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['a', 'b', 'x']);
  expect(`${text.slice(0, offset)}|${text.slice(offset)}`).toContain('"content": "|"');
});

test('frames of libraries, of Node and without a file are not the own ones', () => {
  const stack = [
    'Error: at first sight',
    '    at run (/p/agent.ts:1:2)',
    '    at invoke (/p/node_modules/x/index.js:1:1)',
    '    at node:internal/process/task_queues:105:5',
    '    at async Promise.all (index 0)',
  ].join('\n');
  expect(framesOf(stack).map(({ own }) => own)).toEqual([true, false, false, false]);
});

test('durations are short', () => {
  expect([0.42, 12.6, 1_250, 125_400].map(durationText)).toEqual([
    '0.4 ms',
    '13 ms',
    '1.3 s',
    '2 min 5 s',
  ]);
});

test('says where text stops being JSON', () => {
  expect(parseJson('{"a": 1}')).toEqual({ value: { a: 1 } });
  expect(parseJson(' ')).toEqual({ problem: 'There is nothing here yet: write JSON.' });
  expect(parseJson('{"a": 1,}')).toMatchObject({
    problem: expect.stringMatching(/line 1, column 9/),
  });
  expect(faultOf('[1, 2')).toMatchObject({ line: 1, atEnd: true });
  expect(faultOf('[1,\nx]')).toMatchObject({ line: 2, column: 1, atEnd: false });
});

test.each(['sub:x', 'sub:x|1'])('inside %s an update is as a node of the subgraph', (ns) => {
  const node = {
    id: 'sub:ask',
    name: 'ask',
    kind: 'node' as const,
    parent: 'sub',
    hasSource: true,
  };
  const nested = { ...graph, nodes: [...graph.nodes, node] };
  expect(nodeNames(nested, ns)).toEqual(['ask']);
  expect(nodeNames(nested, '')).toEqual(['agent', 'ask_human']);
});
