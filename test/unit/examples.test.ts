import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import { Command, MemorySaver } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import * as chatbot from '../../examples/chatbot.ts';
import * as feedback from '../../examples/feedback.ts';
import * as functional from '../../examples/functional.ts';
import * as functionalAgent from '../../examples/functionalAgent.ts';
import * as research from '../../examples/research.ts';
import * as travel from '../../examples/travel.ts';
import * as weather from '../../examples/weather.ts';
import * as weatherInterrupt from '../../examples/weatherInterrupt.ts';
import { model } from '../../examples/weatherModel.ts';

/** What the debugger does with an example: it brings the checkpointer, and a thread. */
function withSaver<Graph extends { checkpointer?: unknown }>(graph: Graph) {
  const saver = new MemorySaver();
  graph.checkpointer = saver;
  return { graph, saver, config: { configurable: { thread_id: randomUUID() } } };
}

const lastOf = (messages: BaseMessage[]) => messages.at(-1) as AIMessage;

test('langgraph.json lists modules that export a graph and an input', async () => {
  const folder = new URL('../../examples/', import.meta.url);
  const config = JSON.parse(readFileSync(new URL('langgraph.json', folder), 'utf8')) as {
    graphs: Record<string, string>;
  };
  for (const target of Object.values(config.graphs)) {
    const [file = '', name = ''] = target.split(/:(?=[^:]+$)/);
    const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    expect(module[name], target).toHaveProperty('stream');
    expect(JSON.parse(JSON.stringify(module.exampleInput)), target).toEqual(module.exampleInput);
  }
  expect(Object.keys(config.graphs)).toHaveLength(8);
});

describe('weather', () => {
  async function untilAsked() {
    const { graph, config } = withSaver(weather.graph);
    await graph.invoke(weather.exampleInput, config);
    const state = await graph.getState(config);
    return { graph, config, state, question: lastOf(state.values.messages).tool_calls?.[0] };
  }

  test('stops before ask_human with the question as a tool call', async () => {
    const { state, question } = await untilAsked();
    expect(state.next).toEqual(['ask_human']);
    expect(question).toMatchObject({
      name: 'AskHuman',
      args: { question: 'Where are you located?' },
    });
  });

  test.for(['san francisco', 'paris'])('updated as ask_human with %s, it answers', async (city) => {
    const { graph, config, question } = await untilAsked();
    const answer = { type: 'tool', tool_call_id: question?.id, content: city };
    await graph.updateState(config, { messages: [answer] }, 'ask_human');
    const { messages } = await graph.invoke(null, config);
    const place = city === 'paris' ? 'Paris' : 'San Francisco';
    expect(messages.map((message) => message.type)).toEqual([
      'human',
      'ai',
      'tool',
      'ai',
      'tool',
      'ai',
    ]);
    expect(messages[3]).toMatchObject({
      tool_calls: [{ name: 'search', args: { query: `current weather in ${city}` } }],
    });
    expect(messages[4]?.text).toBe(
      `I looked up: current weather in ${city}. Result: It's sunny in ${place}, but you better look out if you're a Gemini 😈.`,
    );
    expect(lastOf(messages).text).toContain(`it's currently sunny in ${place}`);
  });

  test('a fork of the answered thread, with another city, answers with that one', async () => {
    const { graph, config, state, question } = await untilAsked();
    const answer = { type: 'tool', tool_call_id: question?.id };
    await graph.updateState(config, { messages: [{ ...answer, content: 'boston' }] }, 'ask_human');
    await graph.invoke(null, config);
    const fork = { messages: [{ ...answer, content: 'rome' }] };
    const forked = await graph.updateState(state.config, fork, 'ask_human');
    const { messages } = await graph.invoke(null, forked);
    expect(lastOf(messages).text).toContain('Rome');
  });

  test('continued without an answer, it says so and ends', async () => {
    const { graph, config } = await untilAsked();
    const { messages } = await graph.invoke(null, config);
    expect(lastOf(messages).text).toContain('Nobody told me');
    expect((await graph.getState(config)).next).toEqual([]);
  });

  test('asked about a city, it needs nobody; the thread goes on', async () => {
    const { graph, config } = withSaver(weather.graph);
    const ask = (content: string) =>
      graph.invoke({ messages: [{ role: 'user', content }] }, config);
    expect(lastOf((await ask('What is the weather in Oslo?')).messages).text).toContain('Oslo');
    expect(lastOf((await ask('And the weather in Rome?')).messages).text).toContain('Rome');
  });
});

test('weather with interrupt asks where, and resumes with the place', async () => {
  const { graph, config } = withSaver(weatherInterrupt.graph);
  await graph.invoke(weatherInterrupt.exampleInput, config);
  const { tasks } = await graph.getState(config);
  expect(tasks[0]?.interrupts[0]?.value).toBe('Where are you located?');
  const { messages } = await graph.invoke(new Command({ resume: 'san francisco' }), config);
  expect(lastOf(messages).text).toContain('sunny in San Francisco');
});

test('feedback keeps what it was resumed with', async () => {
  const { graph, config } = withSaver(feedback.graph);
  await graph.invoke(feedback.exampleInput, config);
  const { next, tasks } = await graph.getState(config);
  expect(next).toEqual(['human_feedback']);
  expect(tasks[0]?.interrupts[0]?.value).toBe('Please provide feedback:');
  const state = await graph.invoke(new Command({ resume: 'go to step 3!' }), config);
  expect(state).toEqual({ input: 'hello world', user_feedback: 'go to step 3!' });
});

test('functional: foo bar, asked, baz, qux', async () => {
  const { graph, config } = withSaver(functional.graph);
  const updates = async (input: string | Command) => {
    const seen: unknown[] = [];
    for await (const chunk of await graph.stream(input, { ...config, streamMode: 'updates' })) {
      seen.push(chunk);
    }
    return seen;
  };
  const [first, asked] = await updates('foo');
  expect(first).toEqual({ step_1: 'foo bar' });
  expect(asked).toMatchObject({ __interrupt__: [{ value: 'Please provide feedback: foo bar' }] });
  expect(await updates(new Command({ resume: 'baz' }))).toEqual([
    { step_1: 'foo bar', __metadata__: { cached: true } },
    { human_feedback: 'foo bar baz' },
    { step_3: 'foo bar baz qux' },
    { graph: 'foo bar baz qux' },
  ]);
});

describe('functional agent', () => {
  test('calls tools in parallel, asks a person, and remembers', async () => {
    const { graph, saver, config } = withSaver(functionalAgent.graph);
    await graph.invoke(functionalAgent.exampleInput, config);
    const { tasks } = await graph.getState(config);
    const [interrupt] = tasks.flatMap((task) => task.interrupts);
    expect(interrupt?.value).toEqual({ query: 'what should I feed my cat?' });

    const fish = { data: 'You should feed your cat a fish.' };
    const reply = await graph.invoke(new Command({ resume: fish }), config);
    expect(reply.text).toContain('a fish');
    expect(reply.text).toContain("San Francisco: It's sunny!");
    expect(reply.text).toContain("Boston: It's rainy!");

    const again = [{ role: 'user', content: 'And the weather in Rome?' }];
    expect((await graph.invoke(again, config)).text).toContain(
      'not sure what the weather is in Rome',
    );
    const saved = await saver.getTuple(config);
    const previous = saved?.checkpoint.channel_values.__previous__ as BaseMessage[];
    expect(previous.filter((message) => message.type === 'human')).toHaveLength(2);
  });
});

test('chatbot asks an expert and passes the advice on', async () => {
  const { graph, config } = withSaver(chatbot.graph);
  await graph.invoke(chatbot.exampleInput, config);
  const { next, tasks } = await graph.getState(config);
  expect(next).toEqual(['tools']);
  expect(tasks[0]?.interrupts[0]?.value).toEqual({
    query: chatbot.exampleInput.messages[0]?.content,
  });
  const advice = "We'd recommend you check out LangGraph to build your agent.";
  const { messages } = await graph.invoke(new Command({ resume: { data: advice } }), config);
  expect(lastOf(messages).text).toContain(advice);
  const question = { role: 'user', content: 'What is LangGraph?' };
  const later = await graph.invoke({ messages: [question] }, config);
  expect(lastOf(later.messages).text).toContain('https://docs.langchain.com');
});

test('travel plans again, cheaper, until it fits the budget', async () => {
  const { graph, config } = withSaver(travel.graph);
  const trip = await graph.invoke(travel.exampleInput, config);
  expect(trip).toMatchObject({ comfort: 2 });
  expect(trip.itinerary).toContain('Garden Hotel Lisbon');
});

test('research writes once for each round, after all searches', async () => {
  const { graph, config } = withSaver(research.graph);
  const rounds: unknown[] = [];
  for await (const chunk of await graph.stream(research.exampleInput, {
    ...config,
    streamMode: 'updates',
  })) {
    rounds.push(...Object.keys(chunk));
  }
  const round = (searches: number) => [
    'plan',
    'structure',
    ...Array(searches).fill('search'),
    'write',
  ];
  expect([...rounds].sort()).toEqual([...round(3), ...round(1)].sort());
  expect(rounds.indexOf('write')).toBe(round(3).length - 1);
});

test('the model streams its tokens and its tool calls', async () => {
  const chunks = [];
  for await (const chunk of await model.stream('Where am I?')) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(5);
  const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
  const invoked = await model.invoke('Where am I?');
  expect(whole.text).toBe(invoked.text);
  expect(whole.tool_calls).toEqual(invoked.tool_calls);
});
