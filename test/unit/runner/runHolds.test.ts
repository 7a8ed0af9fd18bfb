import { once } from 'node:events';
import {
  Annotation,
  Command,
  END,
  entrypoint,
  interrupt,
  MemorySaver,
  Send,
  START,
  StateGraph,
  task,
} from '@langchain/langgraph';
import { HumanMessage } from '@langchain/core/messages';
import { describe, expect, test } from 'vitest';
import { heldValue } from '../../../core/runner/heldValue.ts';
import { debuggeeOf, failure, latch } from '../../helpers/debuggeeOf.ts';

const double = task('double', async (x: number) => x * 2);
const add = task('add', async (x: number) => (await double(x)) + 1);

const flow = () =>
  entrypoint({ name: 'flow' }, async (xs: number[]) => {
    const parts = await Promise.all(xs.map((x) => double(x)));
    return add(parts.reduce((a, b) => a + b, 0));
  });

describe('functional tasks', () => {
  test('are reported with the task that called them', async () => {
    const d = await debuggeeOf(flow());
    expect(await d.go({ input: [1, 2] })).toBeUndefined();
    const flowTask = d.task('flow');
    const doubles = d.tasks().filter(({ node }) => node === 'flow:double');
    expect(doubles.map(({ caller_id }) => caller_id)).toEqual([flowTask.id, flowTask.id]);
    const deep = d.task('flow:add:double');
    expect(deep).toMatchObject({
      caller_id: d.task('flow:add').id,
      checkpoint_id: flowTask.checkpoint_id,
      checkpoint_ns: '',
      status: 'done',
    });
    expect(await d.state()).toBe(13);
  });

  test('are held one by one while the others go on', async () => {
    const d = await debuggeeOf(flow());
    const [set] = await d.breakOn('before flow:double');
    expect(set).toMatchObject({ verified: false });
    const run = await d.begin({ input: [1, 2] });
    const held = () => d.tasks().filter(({ status }) => status === 'held');
    await d.until(() => (held().length === 2 ? true : undefined));
    expect(await d.held()).toEqual({
      reason: 'breakpoint',
      when: 'before',
      nodes: ['flow:double'],
      checkpoint_id: d.task('flow').checkpoint_id,
      checkpoint_ns: '',
      held: true,
    });
    const [first, second] = held();
    await d.release(d.thread_id, first?.hold?.hold_id ?? '', { value: [10] });
    await d.until(() => (held().length === 1 ? true : undefined));
    await d.release(d.thread_id, second?.hold?.hold_id ?? '');
    expect(await d.ended(run)).toBeUndefined();
    // 10 * 2 + 2 * 2, doubled in add, plus one.
    expect(await d.state()).toBe(49);
    const [again] = await d.breakOn('before flow:double');
    expect(again).toMatchObject({ verified: true });
  });

  test('are held after, and their output can be replaced', async () => {
    const d = await debuggeeOf(flow());
    await d.breakOn('after flow:add');
    const run = await d.begin({ input: [1] });
    expect(await d.held()).toMatchObject({ when: 'after', nodes: ['flow:add'] });
    await d.release(d.thread_id, d.task('flow:add').hold?.hold_id ?? '', { value: 99 });
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toBe(99);
    const last = d.events.findLast((event) => event.type === 'held');
    expect(last).not.toHaveProperty('stopped');
  });

  test('show what they hold, and why some of it cannot be edited', async () => {
    const odd = task('odd', async (_when: Date) => undefined);
    const d = await debuggeeOf(entrypoint({ name: 'flow' }, async () => odd(new Date(0))));
    await d.breakOn('before flow:odd', 'after flow:odd');
    const run = await d.begin({ input: 1 });
    await d.held();
    const first = d.task('flow:odd').hold?.hold_id ?? '';
    expect(await d.readHold(d.thread_id, first)).toEqual({
      value: ['1970-01-01T00:00:00.000Z'],
      problem:
        'input[0] was a Date; LangGraph stores it as text: the input can be let go as it is, but not edited.',
    });
    await d.release(d.thread_id, first);
    await d.held(({ when }) => when === 'after');
    const second = d.task('flow:odd').hold?.hold_id ?? '';
    expect(await d.readHold(d.thread_id, second)).toEqual({ value: null });
    await expect(d.readHold(d.thread_id, first)).rejects.toMatchObject({ code: 'unknownHold' });
    await d.release(d.thread_id, second);
    await d.ended(run);
  });

  test('are edited as the serializer writes what JSON has no form for', async () => {
    const odd = task('odd', async (tags: Set<string>, said: HumanMessage) => [
      tags instanceof Set && tags.size,
      said instanceof HumanMessage && said.text,
    ]);
    const flow = entrypoint({ name: 'flow' }, async () =>
      odd(new Set(['a']), new HumanMessage('hello')),
    );
    const d = await debuggeeOf(flow);
    await d.breakOn('before flow:odd');
    const run = await d.begin({ input: 1 });
    await d.held();
    const hold = d.task('flow:odd').hold?.hold_id ?? '';
    const { value, stored, problem } = await d.readHold(d.thread_id, hold);
    expect(value).toEqual([['a'], { type: 'human', content: 'hello' }]);
    expect(problem).toBeUndefined();
    const text = JSON.stringify(stored).replace('["a"]', '["a","b"]').replace('hello', 'bye');
    await d.release(d.thread_id, hold, { value: JSON.parse(text) });
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toEqual([2, 'bye']);
  });

  test('are given the Commands that they are edited to', async () => {
    const State = Annotation.Root({ n: Annotation<number> });
    const jump = () => new Command({ goto: 'near', update: { n: 1 } });
    const graph = new StateGraph(State)
      .addNode('jump', jump, { ends: ['far', 'near'] })
      .addNode('near', ({ n }) => ({ n: n * 2 }))
      .addNode('far', ({ n }) => ({ n: n * 100 }))
      .addEdge(START, 'jump')
      .compile();
    const d = await debuggeeOf(graph);
    const place = { node: 'jump', when: 'after' } as const;
    await d.setBreakpoints([{ ...place, enabled: true, condition: 'n === 1', verified: false }]);
    const run = await d.begin({ input: { n: 0 } });
    await d.held();
    const hold = d.task('jump').hold?.hold_id ?? '';
    const { stored } = await d.readHold(d.thread_id, hold);
    expect(stored).toMatchObject({ lg_name: 'Command', goto: ['near'], update: { n: 1 } });
    const edited = { ...(stored as object), goto: ['far'], update: { n: 2 } };
    await d.release(d.thread_id, hold, { value: [edited] });
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toEqual({ n: 200 });
  });

  test.each([
    ['a Send', { goto: new Send('near', {}) }, /^output\.goto\[0\] was a Send; .*not edited\.$/],
    [
      'to a parent',
      { graph: Command.PARENT },
      /^output is a Command to another graph; .*edited\.$/,
    ],
  ])('hold a Command with what LangGraph does not store of it: %s', (_, args, problem) => {
    const held = heldValue(new Command(args), 'after', new MemorySaver().serde);
    expect(held.problem).toMatch(problem);
  });

  test('hold what cannot be edited, and say so: what no checkpoint can hold', async () => {
    const odd = task('odd', async (n: bigint) => Number(n));
    const d = await debuggeeOf(entrypoint({ name: 'flow' }, async () => odd(3n)));
    await d.breakOn('before flow:odd');
    const run = await d.begin({ input: 1 });
    await d.held();
    const hold = d.task('flow:odd').hold?.hold_id ?? '';
    expect(await d.readHold(d.thread_id, hold)).toEqual({
      value: ['3'],
      problem:
        'input[0] is a BigInt, which a checkpoint cannot hold. Therefore the input can be let go as it is, but not edited.',
    });
    await d.release(d.thread_id, hold);
    expect(await d.ended(run)).toBeUndefined();
  });

  test('are given an output before they run, and then do not', async () => {
    let ran = 0;
    const count = task('count', async () => (ran += 1));
    const d = await debuggeeOf(entrypoint({ name: 'flow' }, async () => count()));
    await d.breakOn('before flow:count');
    const run = await d.begin({ input: 1 });
    await d.held();
    await d.release(d.thread_id, d.task('flow:count').hold?.hold_id ?? '', {
      value: 7,
      instead: true,
    });
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toBe(7);
    expect(ran).toBe(0);
    expect(d.task('flow:count').status).toBe('done');
  });

  test('an aborted hold ends the run, and what had finished is kept', async () => {
    const d = await debuggeeOf(flow());
    await d.breakOn('before flow:add');
    const run = await d.begin({ input: [1, 2] });
    await d.held();
    await d.stop(d.thread_id);
    expect(await d.ended(run)).toMatchObject({ reason: 'pause', nodes: ['flow'] });
    expect(d.task('flow:add').hold).toBeUndefined();
    await d.breakOn();
    const ran = d.statuses('flow:double').length;
    expect(await d.go()).toBeUndefined();
    expect(d.statuses('flow:double')).toHaveLength(ran);
    expect(await d.state()).toBe(13);
  });

  test('steps hold before the next task, over and into', async () => {
    const d = await debuggeeOf(flow());
    expect(await d.go({ input: [1], mode: 'stepOver' })).toMatchObject({
      reason: 'step',
      nodes: ['flow'],
    });
    const run = await d.begin({ mode: 'stepOver' });
    expect(await d.held()).toMatchObject({ reason: 'step', nodes: ['flow:double'] });
    await d.begin({ mode: 'stepOver' });
    expect(await d.held(({ nodes }) => nodes[0] === 'flow:add')).toMatchObject({ reason: 'step' });
    await d.begin({ mode: 'stepInto' });
    await d.held(({ nodes }) => nodes[0] === 'flow:add:double');
    await d.begin({ mode: 'continue' });
    expect(await d.ended(run)).toBeUndefined();
  });

  test('pause holds before the next task', async () => {
    const gate = latch();
    const wait = task('wait', () => gate.opened);
    const d = await debuggeeOf(
      entrypoint({ name: 'flow' }, async (x: number) => {
        await wait();
        return double(x);
      }),
    );
    const run = await d.begin({ input: 1 });
    await d.until(() => d.statuses('flow:wait')[0]);
    await d.pause(d.thread_id);
    gate.open();
    expect(await d.held()).toMatchObject({ reason: 'pause', nodes: ['flow:double'] });
    await d.begin();
    expect(await d.ended(run)).toBeUndefined();
  });

  test('time limits do not run while a task may be held', async () => {
    const brief = task({ name: 'brief', timeout: 20 }, async (x: number) => x);
    const d = await debuggeeOf(
      entrypoint({ name: 'flow', timeout: 20 }, async (x: number) => brief(x)),
    );
    await d.breakOn('before flow:brief');
    const run = await d.begin({ input: 1 });
    await d.held();
    await once(AbortSignal.timeout(80), 'abort');
    await d.release(d.thread_id, d.task('flow:brief').hold?.hold_id ?? '');
    expect(await d.ended(run)).toBeUndefined();
  });

  test('nor does that of a super-step, which a node may be held in', async () => {
    const State = Annotation.Root({ n: Annotation<number> });
    const graph = new StateGraph(State)
      .addNode('add', ({ n }) => ({ n: n + 1 }))
      .addEdge(START, 'add')
      .addEdge('add', END)
      .compile();
    graph.stepTimeout = 20;
    const d = await debuggeeOf(graph);
    const place = { node: 'add', when: 'before' } as const;
    await d.setBreakpoints([{ ...place, enabled: true, condition: 'n > 0', verified: false }]);
    const run = await d.begin({ input: { n: 1 } });
    await d.held();
    await once(AbortSignal.timeout(80), 'abort');
    await d.release(d.thread_id, d.task('add').hold?.hold_id ?? '');
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toEqual({ n: 2 });
  });

  test('time limits are kept when nothing can be held', async () => {
    const d = await debuggeeOf(
      entrypoint({ name: 'flow', timeout: 20 }, async () => new Promise<number>(() => {})),
    );
    expect(await d.go({ input: 1 })).toMatchObject({ reason: 'exception', nodes: ['flow'] });
  });

  test('a task that asks is shown as the one that asks', async () => {
    const ask = task('ask', async () => interrupt<string, string>('who?'));
    const d = await debuggeeOf(entrypoint({ name: 'flow' }, async () => `hello ${await ask()}`));
    expect(await d.go({ input: 1 })).toMatchObject({ reason: 'interrupt', nodes: ['flow:ask'] });
    const [asked] = d.task('flow:ask').interrupts;
    expect(asked).toMatchObject({ value: 'who?', node: 'flow:ask' });
    expect(d.task('flow').interrupts).toEqual([]);
    expect(await d.go({ command: { resume: { [asked?.id ?? '']: 'you' } } })).toBeUndefined();
    expect(await d.state()).toBe('hello you');
  });
});

describe('tasks called from a node', () => {
  const Log = Annotation.Root({ n: Annotation<number> });
  const graph = () =>
    new StateGraph(Log)
      .addNode('node', async ({ n }) => ({ n: await double(n) }))
      .addEdge(START, 'node')
      .addEdge('node', END)
      .compile();

  test('can be held', async () => {
    const d = await debuggeeOf(graph());
    await d.breakOn('before node:double');
    const run = await d.begin({ input: { n: 2 } });
    expect(await d.held()).toMatchObject({ nodes: ['node:double'], held: true });
    await d.release(d.thread_id, d.task('node:double').hold?.hold_id ?? '', { value: [5] });
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toEqual({ n: 10 });
  });
});

test('a hold that is gone, and an input that is no list, are refused', async () => {
  const d = await debuggeeOf(flow());
  expect(await failure(d.release(d.thread_id, 'hold-0'))).toMatchObject({ code: 'unknownHold' });
  await d.breakOn('before flow:add');
  const run = await d.begin({ input: [1] });
  await d.held();
  const id = d.task('flow:add').hold?.hold_id ?? '';
  expect(await failure(d.release(d.thread_id, 'hold-0'))).toMatchObject({ code: 'unknownHold' });
  expect(await failure(d.release(d.thread_id, id, { value: 5 }))).toMatchObject({
    code: 'invalidInput',
  });
  await d.release(d.thread_id, id);
  expect(await d.ended(run)).toBeUndefined();
});
