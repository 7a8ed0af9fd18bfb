import { join } from 'node:path';
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import {
  Annotation,
  Command,
  interrupt,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph';
import {
  emptyCheckpoint,
  MemorySaver,
  uuid6,
  type BaseCheckpointSaver,
} from '@langchain/langgraph-checkpoint';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RetrographSaver as Published } from '../../../core/checkpointer/public.d.ts';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { BothSavers, verify } from '../../bench/store/verify.ts';
import { workloads, type WorkloadName } from '../../bench/store/workloads.ts';
import { dataDir } from '../../helpers/dataDir.ts';

const pathOf = () => join(dataDir(), 'checkpoints.db');

function open(path = pathOf()): RetrographSaver {
  const saver = new RetrographSaver(path);
  onTestFinished(() => saver.close());
  return saver;
}

const at = (checkpoint_id?: string): RunnableConfig => ({
  configurable: { thread_id: 't', checkpoint_ns: '', ...(checkpoint_id && { checkpoint_id }) },
});

async function put(saver: RetrographSaver, values: Record<string, unknown>, parent?: string) {
  const id = uuid6(0);
  const checkpoint = { ...emptyCheckpoint(), id, channel_values: values };
  await saver.put(at(parent), checkpoint, { source: 'loop', step: 0, parents: {} }, {});
  return id;
}

const valuesAt = async (saver: RetrographSaver, id?: string) =>
  (await saver.getTuple(at(id)))?.checkpoint.channel_values;

test('a character of a long text becomes another that it shares a half with', async () => {
  const path = pathOf();
  const saver = open(path);
  const around = 'a text that is stored by itself '.repeat(50);
  const texts = ['😀', '😁', '😀😁', '\u{20600}', '🐀'].map((one) => around + one + around);
  const ids: string[] = [];
  for (const text of texts) ids.push(await put(saver, { text }, ids.at(-1)));
  saver.close();
  const reopened = open(path);
  const read = await Promise.all(ids.map((id) => valuesAt(reopened, id)));
  expect(read).toEqual(texts.map((text) => ({ text })));
});

test('it names what changed between two checkpoints without reading a value', async () => {
  const path = pathOf();
  const saver = open(path);
  const long = 'a text that is stored by itself '.repeat(50);
  const list = Array.from({ length: 20 }, (_, i) => ({ i, long }));
  const first = await put(saver, { list, long, n: 1, gone: 1 });
  const second = await put(saver, { list: [...list, 'more'], long, n: 2 }, first);
  const third = await put(saver, { list: [...list], long, n: 2 }, second);
  const other = new Sqlite(path);
  other.exec('DELETE FROM datum; DELETE FROM run');
  other.close();
  expect(saver.changedChannels(at(first), at(second))?.toSorted()).toEqual(['gone', 'list', 'n']);
  expect(saver.changedChannels(at(second), at(third))).toEqual(['list']);
  expect(saver.changedChannels(at(first), at('none'))).toBeUndefined();
});

test('its published types are its own', () => {
  const published: Published = open();
  expect(published.rows('t')).toEqual([]);
});

test.each(Object.keys(workloads) as WorkloadName[])(
  'a run of "%s" that mutates its state reads back as from MemorySaver',
  async (name) => {
    const { compared } = await verify(name, 8, pathOf());
    expect(compared).toBeGreaterThan(8);
  },
);

test('a thread goes on in another process where one left it, and costs what it adds', async () => {
  const path = pathOf();
  const graphOn = (saver: RetrographSaver) =>
    new StateGraph(MessagesAnnotation)
      .addNode('answer', ({ messages }) => ({
        messages: [new AIMessage({ id: `a${messages.length}`, content: 'answer '.repeat(100) })],
      }))
      .addEdge(START, 'answer')
      .compile({ checkpointer: saver });
  const pages: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const saver = new RetrographSaver(path);
    const input = new HumanMessage({ id: `h${turn}`, content: 'question '.repeat(100) });
    const { messages } = await graphOn(saver).invoke({ messages: [input] }, at());
    expect(messages).toHaveLength(2 * turn + 2);
    saver.close();
    const sqlite = new Sqlite(path, { readonly: true });
    pages.push(sqlite.prepare('SELECT sum(length(text)) FROM datum').pluck().get() as number);
    sqlite.close();
  }
  const grown = pages.slice(1).map((size, i) => size - (pages[i] ?? 0));
  expect(Math.max(...grown)).toBeLessThan(3_500);
});

describe('a history shares what its checkpoints have in common', () => {
  const long = 'a text that is stored by itself '.repeat(50);
  const words = Array.from(
    { length: 40 },
    (_, i) => `a text of an object that is stored by itself ${i}`,
  );
  interface Log {
    items: string[];
  }
  const asking = (checkpointer: BaseCheckpointSaver) =>
    new StateGraph(
      Annotation.Root({
        list: Annotation<Log[]>({ reducer: (left, right) => [...left, ...right] }),
        log: Annotation<Log>({
          reducer: (left, right) => {
            left.items.push(...right.items);
            return left;
          },
          default: () => ({ items: [] }),
        }),
      }),
    )
      .addNode('first', () => ({ list: [{ items: [long] }] }))
      .addNode('ask', () => ({ list: [{ items: [String(interrupt('?'))] }] }))
      .addEdge(START, 'first')
      .addEdge('first', 'ask')
      .compile({ checkpointer });

  test('without its lists, and without what LangGraph changes when it lists states', async () => {
    const listed = async (checkpointer: BaseCheckpointSaver) => {
      const graph = asking(checkpointer);
      await graph.invoke({ list: [{ items: ['a'] }], log: { items: words } }, at());
      await graph.invoke(new Command({ resume: 'b', update: { log: { items: ['c'] } } }), at());
      const states: unknown[] = [];
      for await (const { values } of graph.getStateHistory(at())) {
        (values as { list?: Log[] }).list?.push({ items: ['pushed by the caller'] });
        states.push(structuredClone(values));
      }
      return states;
    };
    const ours = await listed(open());
    expect(ours).toEqual(await listed(new MemorySaver()));
    expect(new Set(ours.map((values) => JSON.stringify(values))).size).toBeGreaterThan(3);
  });

  test('and gives no part of one state away in another that is read by itself', async () => {
    const saver = open();
    const list = Array.from({ length: 20 }, (_, i) => ({ i, long }));
    const log = { items: [long] };
    const first = await put(saver, { list, log });
    const second = await put(saver, { list: [...list, 'more'], log, n: 1 }, first);
    const read = async (id: string) => (await valuesAt(saver, id)) as { list: object[]; log: Log };
    const spoiled = await read(second);
    Object.assign(spoiled.list[0] ?? {}, { i: 'spoiled' });
    spoiled.log.items.push('spoiled');
    for (const id of [first, second]) {
      const { list: elements, log: kept } = await read(id);
      expect(elements.slice(0, 20)).toEqual(list);
      expect(kept).toEqual(log);
    }
    for await (const { checkpoint } of saver.list(at())) {
      expect((checkpoint.channel_values['list'] as object[]).slice(0, 20)).toEqual(list);
    }
  });

  test('and reads no more of a window that slides than its page shows', async () => {
    const path = pathOf();
    const saver = open(path);
    const text = (i: number) => ({ i, long });
    let parent: string | undefined;
    for (let i = 0; i < 60; i++) {
      const window = Array.from({ length: Math.min(i + 1, 10) }, (_, at) => text(i - at)).reverse();
      parent = await put(saver, { window }, parent);
    }
    const windows: unknown[] = [];
    for await (const { checkpoint } of saver.list(at())) {
      windows.push(checkpoint.channel_values['window']);
    }
    expect(windows).toHaveLength(60);
    for (const [index, window] of windows.entries()) {
      const newest = 59 - index;
      const length = Math.min(newest + 1, 10);
      const expected = Array.from({ length }, (_, at) => text(newest - length + 1 + at));
      expect(window).toEqual(expected);
    }
    const sqlite = new Sqlite(path);
    sqlite.exec('DELETE FROM run WHERE at < 20');
    sqlite.close();
    const page: number[] = [];
    for await (const { metadata } of saver.list(at(), { limit: 10 }))
      page.push(metadata?.step ?? -1);
    expect(page).toHaveLength(10);
    await expect(async () => {
      for await (const { checkpoint } of saver.list(at())) void checkpoint;
    }).rejects.toThrow('missing');
  });
});

test('what only its own loader can make is made whole, anew each time, listed or read by itself', async () => {
  const long = 'a text that is stored by itself '.repeat(30);
  const saver = open();
  const odd = { lc: 2, type: 'constructor', id: ['Nobody'], long };
  const list = [
    new HumanMessage(long),
    new Map([['answer', new AIMessage(long)]]),
    [new AIMessage({ content: long, additional_kwargs: { lc: 1 } }), new HumanMessage('after')],
    { before: new Set([new AIMessage(long)]), odd, text: long },
    { text: long },
    { text: long },
  ];
  const id = await put(saver, { list, last: list[2] });
  const { serde } = new MemorySaver();
  const [type, bytes] = await serde.dumpsTyped({ list, last: list[2] });
  const expected = (await serde.loadsTyped(type, bytes)) as { list: unknown[] };
  for await (const { checkpoint } of saver.list(at())) {
    expect(checkpoint.channel_values).toStrictEqual(expected);
  }
  for (let time = 0; time < 3; time++) {
    const values = (await valuesAt(saver, id)) as { list: [unknown, Map<string, unknown>] };
    expect(values).toStrictEqual(expected);
    values.list[1].set('answer', 'spoiled');
  }
});

describe('what a checkpoint cannot hold', () => {
  test('is refused with its path, and what was there stays', async () => {
    const saver = open();
    const id = await put(saver, { rows: [{ n: 1 }] });
    await expect(put(saver, { rows: [{ n: 1 }, { n: 2n }] }, id)).rejects.toThrow(
      'state.rows[1].n is a BigInt, which a checkpoint cannot hold.',
    );
    await expect(saver.putWrites(at(id), [['rows', [2n]]], 'task')).rejects.toThrow('BigInt');
    expect(await valuesAt(saver)).toEqual({ rows: [{ n: 1 }] });
    await put(saver, { rows: [{ n: 1 }, { n: 2 }] }, id);
    expect(await valuesAt(saver)).toEqual({ rows: [{ n: 1 }, { n: 2 }] });
  });
});

test('two processes on one thread do not tread on each other', async () => {
  const path = pathOf();
  const [one, other] = [open(path), open(path)];
  const item = (name: string) => ({ name, text: name.repeat(40) });
  const first = await put(one, { list: [item('a')] });
  const second = await put(other, { list: [item('a'), item('b')] }, first);
  const third = await put(one, { list: [item('a'), item('c')] }, first);
  const fourth = await put(other, { list: [item('a'), item('b'), item('d')] }, second);
  expect(await valuesAt(one, second)).toEqual({ list: [item('a'), item('b')] });
  expect(await valuesAt(other, third)).toEqual({ list: [item('a'), item('c')] });
  expect(await valuesAt(one, fourth)).toEqual({ list: [item('a'), item('b'), item('d')] });
});

test('a thread that another process deletes is not built upon', async () => {
  const path = pathOf();
  const [one, other] = [open(path), open(path)];
  const long = { text: 'long '.repeat(200) };
  const first = await put(one, { long, list: [long] });
  await other.deleteThread('t');
  const second = await put(one, { long, list: [long, { n: 1 }] }, first);
  expect(await valuesAt(other, second)).toEqual({ long, list: [long, { n: 1 }] });
});

test('another serializer has whole checkpoints to write, and gets them back', async () => {
  const { serde } = new MemorySaver();
  const turned = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte ^ 0x5a);
  const saver = new RetrographSaver(pathOf(), {
    serde: {
      dumpsTyped: async (value: unknown) => {
        const [type, bytes] = await serde.dumpsTyped(value);
        return [`turned-${type}`, turned(bytes)];
      },
      loadsTyped: (type: string, bytes: Uint8Array | string) =>
        serde.loadsTyped(type.replace('turned-', ''), turned(bytes as Uint8Array)),
    },
  });
  onTestFinished(() => saver.close());
  const id = await put(saver, { secret: new Map([['a', 1]]) });
  await saver.putWrites(at(id), [['secret', 'written']], 'task');
  const tuple = await saver.getTuple(at());
  expect(tuple?.checkpoint.channel_values).toEqual({ secret: new Map([['a', 1]]) });
  expect(tuple?.metadata).toMatchObject({ source: 'loop' });
  expect(tuple?.pendingWrites).toEqual([['task', 'secret', 'written']]);
});

test('answers from both savers agree while a graph runs on them', async () => {
  const both = new BothSavers(open());
  const { graph, input } = workloads.messages(5, both, { mutate: true });
  await graph.invoke(input, { configurable: { thread_id: 't' } });
  const config = { configurable: { thread_id: 't' } };
  const [ours, theirs] = [await both.ours.getTuple(config), await both.reference.getTuple(config)];
  expect(ours?.checkpoint).toEqual(theirs?.checkpoint);
});

describe('what LangGraph does not keep', () => {
  const lost = 'state.when was a Date; LangGraph stores it as text.';

  test('is told to onLoss, once', async () => {
    const losses: string[] = [];
    const saver = new RetrographSaver(pathOf(), { onLoss: (sentence) => losses.push(sentence) });
    onTestFinished(() => saver.close());
    const first = await put(saver, { when: new Date(0) });
    await saver.putWrites(at(first), [['when', new Date(1)]], 'task');
    await put(saver, { when: new Date(2) }, first);
    expect(losses).toEqual([lost]);
  });

  test('is a warning of the process where nobody asked', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    await put(open(), { when: new Date(0) });
    expect(await warned).toMatchObject({ name: 'RetrographWarning', message: lost });
  });
});

describe("a run with durability 'exit' that comes to no step", () => {
  const State = Annotation.Root({
    tags: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  });
  const config = { configurable: { thread_id: 't' } };
  const exit = { ...config, durability: 'exit' as const };

  const histories = async (run: (saver: BaseCheckpointSaver) => Promise<object>) => {
    const told = [];
    for (const saver of [new MemorySaver(), open()]) {
      const graph = (await run(saver)) as ReturnType<typeof flat>;
      const history = [];
      for await (const { values, next, metadata } of graph.getStateHistory(config))
        history.push({ values: values as unknown, next, step: metadata?.step });
      told.push({ state: (await graph.getState(config)).values as unknown, history });
    }
    return told;
  };
  const flat = (checkpointer: BaseCheckpointSaver) =>
    new StateGraph(State)
      .addNode('a', () => ({ tags: ['a'] }))
      .addEdge(START, 'a')
      .compile({ checkpointer });

  test('puts its checkpoint again, which stays what it was', async () => {
    const [theirs, ours] = await histories(async (saver) => {
      const graph = flat(saver);
      await graph.invoke({ tags: ['in'] }, config);
      await graph.invoke(null, exit);
      await graph.invoke(null, exit);
      await graph.invoke({ tags: ['more'] }, config);
      return graph;
    });
    expect(ours?.history).toHaveLength(6);
    expect(ours).toEqual(theirs);
  });

  test('and fails again, goes on once it does not', async () => {
    const [theirs, ours] = await histories(async (saver) => {
      let fails = true;
      const graph = new StateGraph(State)
        .addNode('a', () => ({ tags: ['a'] }))
        .addNode('b', () => {
          if (fails) throw new Error('not yet');
          return { tags: ['b'] };
        })
        .addEdge(START, 'a')
        .addEdge('a', 'b')
        .compile({ checkpointer: saver });
      await expect(graph.invoke({ tags: ['in'] }, exit)).rejects.toThrow('not yet');
      await expect(graph.invoke(null, exit)).rejects.toThrow('not yet');
      await expect(graph.invoke(null, exit)).rejects.toThrow('not yet');
      fails = false;
      await graph.invoke(null, exit);
      return graph;
    });
    expect(ours?.state).toEqual({ tags: ['in', 'a', 'b'] });
    expect(ours).toEqual(theirs);
  });

  test('is read, and deleted, where an earlier version stored it as its own parent', async () => {
    const path = pathOf();
    const saver = open(path);
    const first = await put(saver, { n: 1 });
    const second = await put(saver, { n: 2 }, first);
    saver.close();
    const file = new Sqlite(path);
    file.exec(
      'UPDATE checkpoint SET parent = id, depth = 1 WHERE id = (SELECT max(id) FROM checkpoint)',
    );
    file.close();
    const reopened = open(path);
    expect((await reopened.getTuple(at(second)))?.parentConfig).toBeUndefined();
    expect(reopened.rows('t').map(({ parent_checkpoint_id: parent }) => parent)).toEqual([
      undefined,
      undefined,
    ]);
    expect(await valuesAt(reopened, first)).toEqual({ n: 1 });
    await put(reopened, { n: 3 }, second);
    await reopened.deleteThread('t');
    expect(reopened.rows('t')).toEqual([]);
  });
});

test.each([
  ['a list with holes', () => Object.assign([], { 2: { at: new Date(0) } })],
  ['a Map with a key that has no text', () => new Map([[Object.create(null), new Date(0)]])],
])('%s is stored as LangGraph stores it', async (_, make) => {
  const saver = new RetrographSaver(pathOf(), { onLoss: () => {} });
  onTestFinished(() => saver.close());
  const { serde } = new MemorySaver();
  const [type, bytes] = await serde.dumpsTyped(make());
  const id = await put(saver, { value: make() });
  expect((await valuesAt(saver, id))?.['value']).toEqual(await serde.loadsTyped(type, bytes));
});

test('rows name the channels that were changed in place, too', async () => {
  const saver = open();
  const doc = { title: 'first' };
  const first = await put(saver, { doc, n: 1, list: ['a'] });
  doc.title = 'edited in place';
  await put(saver, { doc, n: 1, list: ['a'] }, first);
  expect(saver.rows('t')[0]?.changed).toEqual(['doc']);
});
