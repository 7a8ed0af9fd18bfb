import { join } from 'node:path';
import { AIMessage, AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Json, ValueNode } from '../../../core/protocol/model.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint, json, task } from '../../helpers/stored.ts';

const { serde } = new MemorySaver();
const ref = { thread_id: 't', checkpoint_ns: '', checkpoint_id: 'c1' };

/** Stores a state as LangGraph's own serializer writes it, or raw as an older one did, and reads it. */
async function stored(channel_values: Record<string, unknown>, raw?: string) {
  const { checkpoints, tasks, values } = storageFor();
  const state = {
    v: 4,
    id: 'c1',
    ts: 'now',
    channel_values,
    channel_versions: {},
    versions_seen: {},
  };
  const bytes =
    raw === undefined ? await serde.dumpsTyped(state) : (['json', Buffer.from(raw)] as const);
  checkpoints.putSync(checkpoint('c1', { checkpoint: [bytes[0], bytes[1]] }));
  const level = (...path: (string | number)[]) => values.readValue(ref, path);
  return {
    checkpoints,
    tasks,
    values,
    level,
    node: (...path: (string | number)[]) => level(...path).node,
    keys: (...path: (string | number)[]) => level(...path).children.map(({ key }) => key),
    whole: (...path: (string | number)[]) => values.readWhole(ref, path),
  };
}

type Case = [name: string, value: unknown, node: Partial<ValueNode>, whole: Json];

const cases: Case[] = [
  ['a string', 'two\n"lines"', { type: 'string', preview: '"two\\n\\"lines\\""' }, 'two\n"lines"'],
  ['a number', -1.5, { type: 'number', preview: '-1.5', size: 4 }, -1.5],
  ['a boolean', true, { type: 'boolean', preview: 'true' }, true],
  ['null', null, { type: 'null', preview: 'null' }, null],
  ['undefined', undefined, { type: 'undefined', preview: 'undefined' }, null],
  ['a list', [1, 'b', [2]], { type: 'array', count: 3, preview: '[1, "b", […]]' }, [1, 'b', [2]]],
  [
    'an object',
    { a: { b: 1 }, c: 2 },
    { type: 'object', count: 2, preview: '{a: {…}, c: 2}' },
    { a: { b: 1 }, c: 2 },
  ],
  [
    'undefined inside',
    { a: undefined, l: [undefined] },
    { type: 'object', count: 2 },
    { l: [null] },
  ],
  ['a map', new Map([['a', 1]]), { type: 'map', count: 1, preview: '{a: 1}' }, { a: 1 }],
  ['a map of other keys', new Map([[{ k: 1 }, 'v']]), { type: 'map', count: 1 }, [[{ k: 1 }, 'v']]],
  ['a set', new Set([1, 'b']), { type: 'set', count: 2, preview: '[1, "b"]' }, [1, 'b']],
  ['a regular expression', /a"\/b/gi, { type: 'regexp', preview: '/a"\\/b/gi' }, '/a"\\/b/gi'],
  [
    'an error',
    new TypeError('bad\nthing'),
    { type: 'error', className: 'Error', preview: 'bad thing' },
    { name: 'Error', message: 'bad\nthing' },
  ],
  ['bytes', Uint8Array.of(1, 2, 255), { type: 'bytes', preview: '3 bytes: 01 02 ff' }, 'AQL/'],
  [
    'a nested map',
    { m: new Map([['s', new Set([Uint8Array.of(0)])]]) },
    { type: 'object' },
    { m: { s: ['AA=='] } },
  ],
  [
    'a look-alike',
    { lc: 2, type: 'constructor', id: ['Date'], args: [1] },
    { type: 'object', count: 4 },
    { lc: 2, type: 'constructor', id: ['Date'], args: [1] },
  ],
  [
    'a message',
    new HumanMessage({ content: 'hi', id: 'm' }),
    { type: 'message', className: 'HumanMessage', preview: '"hi"' },
    { type: 'human', content: 'hi', id: 'm', additional_kwargs: {}, response_metadata: {} },
  ],
];

test.each(cases)('reads %s', async (_, value, node, whole) => {
  const state = await stored({ x: value });
  expect(state.node('x')).toMatchObject(node);
  expect(state.whole('x')).toEqual(whole);
  const [, inList] = await serde.dumpsTyped([value]);
  expect(state.node('x').size).toBe(Buffer.from(inList).toString().length - '[]'.length);
});

test('what 0.2 wrote reads the same, its subclasses of Error too', async () => {
  const record = (id: string, args: string) =>
    `{"lc":2,"type":"constructor","id":["${id}"],"method":null,"args":${args},"kwargs":{}}`;
  const state = await stored(
    {},
    `{"v":1,"channel_values":{"m":${record('Map', '[[["a",1]]]')},"s":${record('Set', '[[1,2]]')},"e":${record('TypeError', '["no"]')},"b":{"0":1,"1":2}}}`,
  );
  expect(state.node('m')).toMatchObject({ type: 'map', count: 1 });
  expect(state.whole('s')).toEqual([1, 2]);
  expect(state.node('e')).toMatchObject({ type: 'error', className: 'TypeError', preview: 'no' });
  expect(state.node('b')).toMatchObject({ type: 'object', count: 2 });
});

test('a message shows its type and content first, and tool calls in its preview', async () => {
  const call = { name: 'search', args: { q: 'x' }, id: 'c', type: 'tool_call' as const };
  const state = await stored({
    messages: [
      new AIMessage({ content: '', id: 'm', tool_calls: [call] }),
      new ToolMessage({ content: 'found', tool_call_id: 'c', name: 'search' }),
      new AIMessageChunk({
        content: [
          { type: 'text', text: 'part' },
          { type: 'image_url', image_url: 'u' },
        ],
      }),
    ],
  });
  expect(state.keys('messages', 0).slice(0, 4)).toEqual(['type', 'content', 'tool_calls', 'id']);
  expect(state.node('messages', 0).preview).toBe('search({q: "x"})');
  expect(state.node('messages', 2)).toMatchObject({
    className: 'AIMessageChunk',
    preview: '"part" image_url',
  });
  expect(state.whole('messages', 1)).toMatchObject({
    type: 'tool',
    content: 'found',
    tool_call_id: 'c',
  });
  expect(state.whole('messages', 2)).toMatchObject({ type: 'ai' });
  expect(state.whole('messages', 0, 'tool_calls', 0, 'args')).toEqual({ q: 'x' });
  expect(state.whole('messages', 0, 'type')).toBe('ai');
});

test('JSON of messages is what they give as dictionaries themselves', async () => {
  const messages = [new HumanMessage('q'), new AIMessage({ content: 'a', id: '1' })];
  const state = await stored({ messages });
  const own = messages.map((message) => {
    const { type, data } = message.toDict();
    return { ...data, type };
  });
  expect(state.whole('messages')).toEqual(JSON.parse(JSON.stringify(own)));
});

test('maps lead on by key, or by index where keys are no strings', async () => {
  const state = await stored({
    m: new Map<unknown, unknown>([
      ['a', { deep: 1 }],
      [7, 'seven'],
    ]),
  });
  expect(state.keys('m')).toEqual(['a', 1]);
  expect(state.whole('m', 'a', 'deep')).toBe(1);
  expect(state.whole('m', 1)).toEqual([7, 'seven']);
  expect(state.whole('m', 'absent')).toBeNull();
});

test("the state is the user's channels only", async () => {
  const state = await stored(
    {},
    '{"v":1,"channel_values":{"n":1,"agent":"agent","tool":"tool","branch:to:x":null,"join:a+b:c":[],"__start__":{},"__pregel_tasks":[],"start:a":1},"versions_seen":{"agent":{}}}',
  );
  expect(state.keys()).toEqual(['n', 'tool']);
  expect(state.whole()).toEqual({ n: 1, tool: 'tool' });
});

test('a functional graph shows its result and what it saved', async () => {
  const state = await stored({ __end__: 7, __previous__: { kept: 2 }, __pregel_tasks: [] });
  expect(state.whole()).toEqual({ result: 7, previous: { kept: 2 } });
});

test('a graph of one root channel is that channel', async () => {
  expect((await stored({ __root__: ['a'], 'branch:to:x': null })).whole()).toEqual(['a']);
});

test('snapshots of delta channels are their value, and what is not stored is said to be so', async () => {
  const state = await stored(
    {},
    '{"channel_values":{"a":{"lc":2,"type":"delta_snapshot","value":["x"]}}}',
  );
  expect(state.whole('a')).toEqual(['x']);
  const metadata = json({ counters_since_delta_snapshot: { a: [0, 0], b: [2, 3] } });
  const { checkpoint: bytes } = state.checkpoints.getTupleSync(ref) ?? {};
  state.checkpoints.putSync(checkpoint('c1', { metadata, ...(bytes && { checkpoint: bytes }) }));
  expect(state.keys()).toEqual(['a', 'b']);
  expect(state.node('b').type).toBe('undefined');
});

test('a window of children, and paths that lead nowhere', async () => {
  const state = await stored({ list: Array.from({ length: 500 }, (_, index) => index) });
  expect(state.values.readValue(ref, ['list'], 480, 50)).toMatchObject({ offset: 480, total: 500 });
  expect(state.keys('list')).toHaveLength(100);
  expect(state.level('list', 900)).toMatchObject({
    node: { type: 'undefined' },
    children: [],
    total: 0,
  });
  expect(state.node('no', 'such', 'path').type).toBe('undefined');
});

test('an unknown checkpoint is an error', async () => {
  const { values } = await stored({});
  const unknown = expect.objectContaining({ code: 'unknownCheckpoint' }) as Error;
  expect(() => values.readValue({ ...ref, checkpoint_id: 'c9' }, [])).toThrow(unknown);
  expect(() => values.readWhole({ ...ref, thread_id: 'u' }, [])).toThrow(unknown);
});

test('a replaced checkpoint is read anew, and so is a deleted thread made again', async () => {
  const state = await stored({ n: 1 });
  const replace = (n: number) =>
    state.checkpoints.putSync(checkpoint('c1', { checkpoint: json({ channel_values: { n } }) }));
  expect(state.whole()).toEqual({ n: 1 });
  replace(2);
  expect(state.whole()).toEqual({ n: 2 });
  state.checkpoints.deleteThreadSync('t');
  replace(3);
  expect(state.whole()).toEqual({ n: 3 });
});

test('what is neither JSON nor known is shown as the bytes it is', async () => {
  const { checkpoints, values } = storageFor();
  checkpoints.putSync(checkpoint('c1'));
  const value: [string, Uint8Array] = ['pickle', Uint8Array.of(0x80)];
  const write = { idx: 0, channel: 'n', value };
  checkpoints.putWritesSync({ ...ref, task_id: '1', task_path: '', writes: [write] });
  const level = values.readValue({ ...ref, task: { id: '1', part: 'writes' } }, ['n']);
  expect(level.node).toMatchObject({ type: 'bytes', preview: '1 bytes of pickle: 80' });
});

test("a task's writes by channel, LangGraph's own by readable names", async () => {
  const state = await stored({});
  const write = (idx: number, channel: string, value: unknown) => ({
    idx,
    channel,
    value: json(value),
  });
  const writes = [
    write(0, 'n', 1),
    write(1, 'branch:to:x', null),
    write(2, 'n', 2),
    write(3, '__pregel_tasks', { node: 'w', args: 1 }),
    write(4, '__no_writes__', null),
    write(-3, '__interrupt__', { id: 'i', value: 'q?' }),
    write(-1, '__error__', { name: 'TypeError', message: 'bad' }),
  ];
  state.checkpoints.putWritesSync({ ...ref, task_id: '1', task_path: '', writes });
  expect(state.values.readWhole({ ...ref, task: { id: '1', part: 'writes' } }, [])).toEqual({
    interrupts: [{ id: 'i', value: 'q?' }],
    error: { name: 'TypeError', message: 'bad' },
    n: [1, 2],
    sends: [{ node: 'w', args: 1 }],
  });
  expect(state.values.readWhole({ ...ref, task: { id: '2', part: 'writes' } }, [])).toEqual({});
});

test("a task's input: the state, a Send's arguments, or a run's input", async () => {
  const state = await stored({
    n: 1,
    __start__: { q: 1 },
    __pregel_tasks: [
      { node: 'w', args: 'a' },
      { node: 'w', args: 'b' },
    ],
  });
  state.tasks.record([
    task('plain'),
    task('send', { path: ['__pregel_push', 1] }),
    task('entry', { triggers: ['__start__'] }),
    task('called', { path: ['__pregel_push', ['__pregel_pull', 'flow'], 0], caller_id: 'entry' }),
  ]);
  const input = (id: string) => {
    const of = { ...ref, task: { id, part: 'input' as const } };
    return [state.values.readWhole(of, []), state.values.readValue(of, []).node.type];
  };
  expect(input('plain')).toEqual([{ n: 1 }, 'object']);
  expect(input('send')).toEqual(['b', 'string']);
  expect(input('entry')).toEqual([{ q: 1 }, 'object']);
  expect(input('called')).toEqual([null, 'undefined']);
  expect(input('unknown')).toEqual([null, 'undefined']);
});

test('of a huge state only what a path leads to is read', async () => {
  const dir = dataDir();
  const { checkpoints, values } = storageFor(dir);
  const long = (seed: number) => `${seed} `.repeat(500);
  const list = Array.from({ length: 1000 }, (_, i) => ({ i, text: long(i) }));
  const channel_values = { list, other: { text: long(-1) } };
  const state = {
    v: 4,
    id: 'c1',
    ts: 'now',
    channel_values,
    channel_versions: {},
    versions_seen: {},
  };
  checkpoints.putSync(checkpoint('c1', { checkpoint: json(state), created_at: 'now' }));
  const file = new Sqlite(join(dir, 'retrograph.db'));
  file.prepare('DELETE FROM datum WHERE text NOT LIKE ?').run(`%${long(700)}%`);
  file.close();
  expect(values.readWhole(ref, ['list', 700])).toEqual(list[700]);
  expect(values.readValue(ref, ['list', 700, 'text']).node.type).toBe('string');
  expect(() => values.readWhole(ref, ['list', 701])).toThrow('a part of this value is missing');
  expect(() => values.readWhole(ref, ['other'])).toThrow('a part of this value is missing');
});
