import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import {
  Annotation,
  END,
  interrupt,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import type { ClientRun, StreamMode } from '../../../core/protocol/clientRun.ts';
import type { Json } from '../../../core/protocol/model.ts';
import { debuggeeOf } from '../../helpers/debuggeeOf.ts';

const Log = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
});
const says = (name: string) => () => ({ log: [name] });

const inner = () =>
  new StateGraph(Log).addNode('i', says('i')).addEdge(START, 'i').addEdge('i', END).compile();

const graph = () =>
  new StateGraph(Log)
    .addNode('a', says('a'))
    .addNode('sub', inner())
    .addEdge(START, 'a')
    .addEdge('a', 'sub')
    .addEdge('sub', END);

const input = { log: [] };

const wants = (
  modes: StreamMode[],
  more: Partial<ClientRun> = {},
  stream: Partial<ClientRun['stream']> = {},
): ClientRun => ({ stream: { modes, subgraphs: false, ...stream }, ...more });

type Debugged = Awaited<ReturnType<typeof debuggeeOf>>;

const chunks = (d: Debugged) =>
  d.events.flatMap((event) =>
    event.type === 'chunk'
      ? [[event.event, event.ns, JSON.parse(event.data) as Json] as const]
      : [],
  );

describe('a run of a client', () => {
  test('streams what it wants, and a run of the window streams nothing', async () => {
    const d = await debuggeeOf(graph().compile());
    await d.go({ input });
    expect(chunks(d)).toEqual([]);
    await d.go({ input, client: wants(['updates']) });
    expect(chunks(d)).toMatchObject([
      ['updates', [], { a: { log: ['a'] } }],
      ['updates', [], { sub: {} }],
    ]);
  });

  test('names subgraphs only where they are asked for', async () => {
    const d = await debuggeeOf(graph().compile());
    await d.go({ input, client: wants(['updates'], {}, { subgraphs: true }) });
    expect(chunks(d).map(([event, ns]) => [event, ns.map((part) => part.split(':')[0])])).toEqual([
      ['updates', []],
      ['updates', ['sub']],
      ['updates', []],
    ]);
  });

  test('sends the last values once, with what the graph asks', async () => {
    const asking = new StateGraph(Log)
      .addNode('a', says('a'))
      .addNode('ask', () => ({ log: [String(interrupt('Why?'))] }))
      .addEdge(START, 'a')
      .addEdge('a', 'ask')
      .compile();
    const d = await debuggeeOf(asking);
    const client = wants(['values'], {}, { last: true });
    expect(await d.go({ input, client })).toMatchObject({ reason: 'interrupt' });
    expect(chunks(d)).toMatchObject([
      ['values', [], { log: ['a'], __interrupt__: [{ value: 'Why?' }] }],
    ]);
    const command = { resume: { why: 'because' } };
    expect(await d.go({ input: null, client: { ...client, command } })).toBeUndefined();
    expect(chunks(d).at(-1)).toMatchObject(['values', [], { log: ['a', '[object Object]'] }]);
  });

  test('tells a stop of its own as LangGraph does, and none of the window', async () => {
    const d = await debuggeeOf(graph().compile());
    await d.breakOn('before a');
    const client = wants(['updates'], { interrupt_before: ['sub'] });
    expect(await d.go({ input, client })).toMatchObject({ reason: 'breakpoint', nodes: ['a'] });
    expect(chunks(d)).toEqual([]);
    expect(await d.go({ client })).toMatchObject({ nodes: ['sub'], requested: true });
    expect(chunks(d)).toMatchObject([
      ['updates', [], { a: {} }],
      ['updates', [], { __interrupt__: [] }],
    ]);
  });

  test('stops where the graph was compiled to, unless somebody turned that off', async () => {
    const d = await debuggeeOf(graph().compile({ interruptBefore: ['sub'] }));
    await d.breakOn('before sub');
    const client = wants(['updates']);
    expect(await d.go({ input, client })).toMatchObject({ nodes: ['sub'], requested: true });
    await d.breakOn();
    expect(await d.go({ input, client })).toBeUndefined();
  });

  test('ends with the error of the graph', async () => {
    const failing = new StateGraph(Log)
      .addNode('a', () => {
        throw new RangeError('Too far.');
      })
      .addEdge(START, 'a')
      .compile();
    const d = await debuggeeOf(failing);
    expect(await d.go({ input, client: wants(['values']) })).toMatchObject({ reason: 'exception' });
    expect(chunks(d).at(-1)).toEqual(['error', [], { error: 'RangeError', message: 'Too far.' }]);
  });

  test.for<[StreamMode, string[]]>([
    ['debug', ['debug']],
    ['tasks', ['tasks']],
    ['checkpoints', ['checkpoints']],
    ['events', ['events']],
    ['messages-tuple', ['messages']],
    ['messages', ['messages/complete']],
  ])('knows the mode %s', async ([mode, names]) => {
    const talking = new StateGraph(MessagesAnnotation)
      .addNode('a', () => ({ messages: [new AIMessage({ id: '1', content: 'Hello.' })] }))
      .addEdge(START, 'a')
      .compile();
    const d = await debuggeeOf(talking);
    await d.go({ input: { messages: [] }, client: wants([mode]) });
    expect([...new Set(chunks(d).map(([event]) => event))]).toEqual(names);
  });

  test('takes a command with where to go, and flattens messages', async () => {
    const talking = new StateGraph(MessagesAnnotation)
      .addNode('a', () => ({ messages: [new AIMessage({ id: '1', content: 'a' })] }))
      .addNode('b', ({ messages }: { messages: BaseMessage[] }) => ({
        messages: [new AIMessage({ id: '2', content: `b after ${messages.length}` })],
      }))
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => END, ['b', END])
      .compile();
    const d = await debuggeeOf(talking);
    await d.go({ input: { messages: [] }, client: wants(['values']) });
    const client = wants(['updates'], { command: { goto: 'b' } });
    await d.go({ client });
    expect(chunks(d).at(-1)).toMatchObject([
      'updates',
      [],
      { b: { messages: [{ type: 'ai', id: '2', content: 'b after 1', tool_calls: [] }] } },
    ]);
  });
});
