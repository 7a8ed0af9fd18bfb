import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { encode } from '@msgpack/msgpack';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pathText } from '../../../core/protocol/path.ts';
import { findValues } from '../../../core/values/findValues.ts';
import { jsonText } from '../../../core/values/jsonText.ts';
import { msgpackValue } from '../../../core/values/msgpack/msgpackValue.ts';
import { textValue } from '../../../core/values/textValue.ts';
import { innerOf, literal, record, valueAt, type Value } from '../../../core/values/value.ts';

afterEach(() => vi.restoreAllMocks());

const { serde } = new MemorySaver();
const valueOf = (json: unknown): Value => textValue(jsonText(JSON.stringify(json)));
const storedValue = async (value: unknown): Promise<Value> =>
  textValue(jsonText(Buffer.from((await serde.dumpsTyped(value))[1]).toString()));

const pathsIn = async (value: Value, text: string) =>
  (await findValues(value, text)).found.map(({ path }) => pathText(path));
const paths = (json: unknown, text: string) => pathsIn(valueOf(json), text);
const previews = async (json: unknown, text: string) =>
  (await findValues(valueOf(json), text)).found.map(({ node }) => node.preview);

/** Of which every piece of work is a slice of its own. */
const workSlowly = () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
};

describe('what is found', () => {
  it('has the text in its key or in its own text, in any case', async () => {
    const state = {
      Topic: 'cats',
      plan: { topics: ['dogs', 'a TOPIC'], note: null },
      numbers: [41, 4.25, 0.5],
      done: true,
    };
    expect(await paths(state, 'topic')).toEqual(['Topic', 'plan.topics', 'plan.topics[1]']);
    expect(await paths(state, '4')).toEqual(['numbers[0]', 'numbers[1]']);
    expect(await paths(state, 'NULL')).toEqual(['plan.note']);
    expect(await paths(state, 'true')).toEqual(['done']);
    expect(await paths(state, 'zebra')).toEqual([]);
    expect(await paths('a topic', 'topic')).toEqual(['']);
  });

  it('is told in the order in which it is shown, what is inside after what it is in', async () => {
    const state = { b: { cat: [{ cat: 'cat' }] }, a: 'cat' };
    expect(await paths(state, 'cat')).toEqual(['b.cat', 'b.cat[0].cat', 'a']);
  });

  it('is no index of a list, and no text of what holds others', async () => {
    expect(await paths({ list: ['a', 'b', 'c'] }, '1')).toEqual([]);
    expect(await paths({ list: [{ a: 1 }, []] }, '{')).toEqual([]);
  });

  it.each([
    ['quotes', 'he said "yes"', '"yes"'],
    ['characters of patterns', 'a (b) [c] .* $x ^ | {1} \\d', '(b) [c] .* $x ^ | {1} \\d'],
    ['emoji', 'it flies 🦜!', '🦜'],
    ['umlauts', 'GRÖSSE', 'größe'.replace('ß', 'ss')],
    ['spaces', 'two  spaces', '  '],
    ['a long text', 'lorem ipsum '.repeat(1_000), 'LOREM ipsum '.repeat(900)],
  ])('holds %s as they are', async (_, held, text) => {
    expect(await paths({ other: 'one thing', held }, text)).toEqual(['held']);
  });

  it('is as the tree shows it: messages, maps, sets and errors', async () => {
    const state = await storedValue({
      messages: [new HumanMessage('Where is the cat?'), new AIMessage({ content: 'A cat? Here.' })],
      byName: new Map<unknown, unknown>([['cat', { age: 3 }]]),
      byKey: new Map<unknown, unknown>([[{ is: 'a cat' }, 1]]),
      seen: new Set(['dog', 'cat']),
      failure: new Error('no cat'),
      pattern: /cat+/u,
    });
    const found = await pathsIn(state, 'cat');
    expect(found).toEqual([
      'messages[0].content',
      'messages[1].content',
      'byName.cat',
      'byKey[0][0].is',
      'seen[1]',
      'failure.message',
      'pattern',
    ]);
    for (const { path } of (await findValues(state, 'cat')).found) {
      expect(valueAt(state, path)).toBeDefined();
    }
    expect(await pathsIn(state, 'human')).toEqual(['messages[0].type']);
    expect(await pathsIn(state, 'langchain_core')).toEqual([]);
  });

  it('is found in what Python wrote', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => ({ at, name: `row ${at}` }));
    const value = msgpackValue(encode({ rows }));
    expect(await pathsIn(value, 'ROW 19999')).toEqual(['rows[19999].name']);
  });

  it('ends with the first 200, and says that there are more', async () => {
    const state = (count: number) => valueOf({ list: Array.from({ length: count }, () => 'cat') });
    const all = await findValues(state(200), 'cat');
    expect([all.found.length, all.more]).toEqual([200, false]);
    const first = await findValues(state(30_000), 'cat');
    expect([first.found.length, first.more]).toEqual([200, true]);
    expect(first.found.at(-1)?.path).toEqual(['list', 199]);
  });

  it('is nothing of an empty text', async () => {
    expect(await findValues(valueOf({ a: '' }), '')).toEqual({ found: [], more: false });
  });
});

describe('a path', () => {
  const state = {
    note: 'See messages[4000].content for more.',
    messages: Array.from({ length: 5_000 }, (_, at) => ({ content: `said ${at}` })),
    'a b': { c: ['x'] },
  };

  it('leads to the value it is of, before what has it in its text', async () => {
    const { found } = await findValues(valueOf(state), 'messages[4000].content');
    expect(found.map(({ path }) => pathText(path))).toEqual(['messages[4000].content', 'note']);
    expect(found[0]?.node.preview).toBe('"said 4000"');
    expect(await paths(state, ' ["a b"].c[0] ')).toEqual(['["a b"].c[0]']);
    expect(await paths(['x', 'y'], '[1]')).toEqual(['[1]']);
  });

  it('that leads nowhere is a text like others', async () => {
    expect(await paths(state, 'messages[5000]')).toEqual([]);
    expect(await paths({ 'a.b': 1, a: 'x' }, 'a.b')).toEqual(['["a.b"]']);
  });

  it('is told once where it has itself in it', async () => {
    expect(await paths({ a: { b: 'a.b' } }, 'a.b')).toEqual(['a.b']);
  });
});

describe('the line of what is found', () => {
  it('shows the beginning while the match is in sight', async () => {
    expect(await previews({ text: `a cat and ${'more '.repeat(100)}` }, 'cat')).toEqual([
      expect.stringMatching(/^"a cat and more .*…$/),
    ]);
  });

  it('shows what is around a match further on', async () => {
    const [middle] = await previews({ text: `${'a '.repeat(500)}cat${' b'.repeat(500)}` }, 'cat');
    expect(middle).toMatch(/^…(a )+cat( b)+.*…$/);
    expect(middle?.length).toBeLessThanOrEqual(200);
    const [end] = await previews({ text: `${'a\n'.repeat(500)}"cat"` }, 'cat');
    expect(end).toBe(String.raw`…\na\na\na\na\na\na\na\n\"cat\""`);
  });

  it('cuts no character in two', async () => {
    const [shown] = await previews({ text: `${'🦜'.repeat(50)}cat${'🦜'.repeat(200)}` }, 'cat');
    expect(shown).toMatch(/^…🦜+cat🦜+…$/u);
  });

  it('is found far into a text that is looked through in parts', async () => {
    const text = `${'x'.repeat(1024 * 1024 - 2)}cat`;
    expect(await paths({ text }, 'cat')).toEqual(['text']);
  });
});

describe('a search', () => {
  it('lets others do something between its slices', async () => {
    workSlowly();
    let turns = 0;
    let over = false;
    const count = () => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    await findValues(valueOf({ list: Array.from({ length: 50 }, () => 'x') }), 'cat');
    over = true;
    expect(turns).toBeGreaterThan(50);
  });

  it('ends when nobody wants it any more', async () => {
    workSlowly();
    const end = new AbortController();
    const read: number[] = [];
    const text = (at: number): Value => ({
      ...literal('x'),
      toJson: () => {
        read.push(at);
        if (at === 2) end.abort(new Error('enough'));
        return 'x';
      },
    });
    const entries = Array.from({ length: 100 }, (_, at) => ({ key: at, value: text(at) }));
    const list: Value = { ...record([]), type: 'array', inner: innerOf(entries) };
    await expect(findValues(list, 'cat', end.signal)).rejects.toThrow('enough');
    expect(read).toEqual([0, 1, 2]);
  });

  it('reads large lists a part at a time', async () => {
    const page = vi.fn(
      innerOf(Array.from({ length: 100 }, (_, key) => ({ key, value: literal('x') }))).slice,
    );
    const all = vi.fn(() => []);
    const inner = { count: () => 100, slice: page, first: all, child: () => undefined };
    await findValues({ ...record([]), type: 'array', size: 10 * 64 * 1024, inner }, 'cat');
    expect(all).not.toHaveBeenCalled();
    expect(page.mock.calls).toEqual(Array.from({ length: 10 }, (_, at) => [at * 10, 10]));
  });
});
