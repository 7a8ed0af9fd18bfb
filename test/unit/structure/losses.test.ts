import { isDeepStrictEqual } from 'node:util';
import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { Command, Send } from '@langchain/langgraph';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { expect, test } from 'vitest';
import { findSuspects } from '../../../core/structure/findSuspects.ts';
import { createLossList } from '../../../core/structure/lossList.ts';
import { createRecorder } from '../../../core/structure/recorder.ts';
import { stateOf, write } from '../../helpers/structureMemory.ts';

const { serde } = new MemorySaver();

class Point {
  readonly x = 1;
  move() {}
}
class Stack extends Array<number> {}
class Registry extends Map<string, number> {}
class Opaque {
  toJSON() {
    return { seen: true };
  }
}

const lossesOf = (value: unknown): string[] =>
  createLossList().fresh(findSuspects(value, 'state.it', write));

const circular: Record<string, unknown> = { n: 1 };
circular['self'] = { circular };

test.each<[string, unknown, string]>([
  ['a Date', new Date(0), 'LangGraph stores it as text'],
  ['a Date', new Date(Number.NaN), 'LangGraph stores null in its place'],
  ['NaN', Number.NaN, 'LangGraph stores null in its place'],
  ['-Infinity', -Infinity, 'LangGraph stores null in its place'],
  ['-0', -0, 'LangGraph stores 0 in its place'],
  ['a function', () => 1, 'LangGraph leaves it out'],
  ['a class', Point, 'LangGraph leaves it out'],
  ['a symbol', Symbol('s'), 'LangGraph leaves it out'],
  ['a Point', new Point(), 'LangGraph stores it as a plain object'],
  ['an Opaque', new Opaque(), 'LangGraph stores it as a plain object'],
  ['a URL', new URL('http://a.example/'), 'LangGraph stores it as text'],
  ['an Int32Array', new Int32Array([1, 2]), 'LangGraph stores it as a plain object'],
  ['a Float64Array', new Float64Array(3), 'LangGraph stores it as a plain object'],
  ['a Buffer', Buffer.from('ab'), 'LangGraph stores it as a plain object'],
  ['an ArrayBuffer', new ArrayBuffer(2), 'LangGraph stores an empty object in its place'],
  ['a WeakMap', new WeakMap(), 'LangGraph stores an empty object in its place'],
  ['a Promise', Promise.resolve(1), 'LangGraph stores an empty object in its place'],
  ['a TypeError', new TypeError('no'), 'LangGraph keeps only its message'],
  ['a Registry', new Registry([['a', 1]]), 'LangGraph stores a plain object in its place'],
  ['a Stack', Stack.of(1, 2), 'LangGraph stores it as a plain list'],
  ['a String', Object('boxed'), 'LangGraph stores it as text'],
])('%s does not come back, and that is said', (was, value, became) => {
  expect(lossesOf({ here: value })).toEqual([`state.it.here was ${was}; ${became}.`]);
  expect(lossesOf(value)).toEqual([`state.it was ${was}; ${became}.`]);
});

test('what it is said to be stored as is what LangGraph gives back', async () => {
  const lost = { date: new Date(0), nan: Number.NaN, inst: new Point(), ints: new Int16Array([7]) };
  const back = await serde.loadsTyped('json', write(lost) ?? '');
  expect(back).toEqual({
    date: '1970-01-01T00:00:00.000Z',
    nan: null,
    inst: { x: 1 },
    ints: { 0: 7 },
  });
});

test.each<[string, unknown]>([
  ['plain values', { a: [1, 'b', null, true, undefined, { c: 1.5 }] }],
  ['undefined in a list', [undefined, 1]],
  [
    'a Map, a Set, a RegExp, bytes',
    [new Map([[1, { a: 2 }]]), new Set([1]), /a/g, new Uint8Array(2)],
  ],
  ['a message', [new AIMessage({ content: 'hi', additional_kwargs: { a: [1] } })]],
])('%s: nothing is said of what comes back', async (_, value) => {
  const back = await serde.loadsTyped('json', write(value) ?? '');
  expect(isDeepStrictEqual(back, value)).toBe(true);
  expect(lossesOf(value)).toEqual([]);
});

test('what LangGraph knows by its name is no loss, and what it holds may be', () => {
  expect(lossesOf([new Send('node', { n: 1 }), new Command({ goto: 'a' })])).toEqual([]);
  expect(lossesOf([new Send('node', { when: new Date(0) })])).toEqual([
    'state.it[0].args.when was a Date; LangGraph stores it as text.',
  ]);
});

test('a message keeps less than a state does: LangChain copies what is inside', async () => {
  const message = new ToolMessage({
    content: 'x',
    tool_call_id: '1',
    artifact: { found: new Map([['a', 1]]), when: new Date(0), ok: [1] },
  });
  expect(lossesOf([message])).toEqual([
    'state.it[0].artifact.found was a Map; LangGraph stores an empty object in its place.',
    'state.it[0].artifact.when was a Date; LangGraph stores an empty object in its place.',
  ]);
  const back = (await serde.loadsTyped('json', write(message) ?? '')) as ToolMessage;
  expect(back.artifact).toEqual({ found: {}, when: {}, ok: [1] });
});

test('the place is told inside lists, maps and objects', () => {
  const value = { rows: [{ 'a b': new Map([['k', new Set([Number.NaN])]]) }], list: [() => 1] };
  expect(lossesOf(value)).toEqual([
    'state.it.rows[0]["a b"].k[0] was NaN; LangGraph stores null in its place.',
    'state.it.list[0] was a function; LangGraph stores null in its place.',
  ]);
});

test('a value that leads back to itself is said to', () => {
  expect(lossesOf({ circular })).toEqual([
    'state.it.circular.self.circular leads back to itself; LangGraph stores "[Circular]" in its place.',
  ]);
});

test('a recorder tells of what is stored anew, also in a list, in place, and at the root', () => {
  const losses = createLossList();
  const said: string[] = [];
  let last = 0;
  const recorder = createRecorder(
    write,
    () => ++last,
    (suspect) => {
      said.push(...losses.fresh([suspect]));
    },
  );
  const row: Record<string, unknown> = { n: 1 };
  const state = { rows: [row], when: new Date(0) };
  recorder.writes('0', [{ channel: 'when', value: state.when, path: 'state.when' }]);
  recorder.checkpoint('1', undefined, stateOf(state));
  expect(said).toEqual(['state.when was a Date; LangGraph stores it as text.']);
  row['at'] = new Date(0);
  recorder.checkpoint('2', '1', stateOf({ ...state, rows: [row, { at: new Date(1) }] }));
  expect(said.slice(1)).toEqual(['state.rows[0].at was a Date; LangGraph stores it as text.']);
});

test('a state that loses something for every key is told of in part', () => {
  const byKey = Object.fromEntries(Array.from({ length: 19 }, (_, i) => [`k${i}`, Number.NaN]));
  const losses = createLossList();
  const suspects = ['a', 'b', 'c', 'd'].flatMap((name) =>
    findSuspects(byKey, `state.${name}`, write),
  );
  const said = losses.fresh(suspects);
  expect(said).toHaveLength(51);
  expect(said.at(-1)).toBe('Further values of this kind are not listed.');
});
