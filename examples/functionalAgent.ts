import type { BaseMessage, BaseMessageLike } from '@langchain/core/messages';
import { ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { tool } from '@langchain/core/tools';
import { addMessages, entrypoint, getPreviousState, interrupt, task } from '@langchain/langgraph';
import { z } from 'zod';
import { callsOf, currentTurn, ScriptedModel, toolCalls, type Script } from './model.ts';

/** An agent of the functional API: tools run in parallel, and one of them asks a person. */
const getWeather = tool(
  ({ location }) => {
    const place = location.toLowerCase();
    if (['sf', 'san francisco'].some((city) => place.includes(city))) return "It's sunny!";
    if (place.includes('boston')) return "It's rainy!";
    return `I am not sure what the weather is in ${location}`;
  },
  {
    name: 'getWeather',
    description: 'Call to get the weather from a specific location.',
    schema: z.object({ location: z.string() }),
  },
);

const humanAssistance = tool(
  ({ query }) => {
    const response = interrupt<{ query: string }, { data: string }>({ query });
    return response.data;
  },
  {
    name: 'humanAssistance',
    description: 'Request assistance from a human.',
    schema: z.object({ query: z.string() }),
  },
);

const script: Script = (messages) => {
  const turn = currentTurn(messages);
  const advice = callsOf(turn, 'humanAssistance');
  const weather = callsOf(turn, 'getWeather');
  if (advice.length + weather.length > 0) {
    const parts = [
      ...advice.map(({ answer }) => `For human assistance: ${answer}`),
      ...weather.map(({ args, answer }) => `Regarding the weather in ${args.location}: ${answer}`),
    ];
    return { text: parts.join('\n\n') };
  }
  const text = turn[0]?.text ?? '';
  const query = /assistance:\s*([^?]+\?)/i.exec(text)?.[1];
  const places = /weather in ([^?.]+)/i.exec(text)?.[1]?.split(/,\s*|\s+and\s+/) ?? [];
  const calls = [
    ...(query ? [{ name: 'humanAssistance', args: { query } }] : []),
    ...places.map((location) => ({ name: 'getWeather', args: { location } })),
  ];
  if (calls.length > 0) return { text: '', calls };
  return { text: 'I can look up the weather in a city, or reach out for human assistance.' };
};

const model = new ScriptedModel(script).bindTools([getWeather, humanAssistance]);

const callModel = task('callModel', (messages: BaseMessageLike[]) => model.invoke(messages));

const callTool = task('callTool', async (call: ToolCall) => {
  const { name, id = '', args } = call;
  const content =
    name === 'getWeather'
      ? await getWeather.invoke(args as { location: string })
      : await humanAssistance.invoke(args as { query: string });
  return new ToolMessage({ name, content, tool_call_id: id });
});

export const graph = entrypoint('agent', async (input: BaseMessageLike[]) => {
  const previous = getPreviousState<BaseMessage[]>() ?? [];
  let messages = addMessages(previous, input);
  let response = await callModel(messages);
  while (toolCalls(response).length > 0) {
    const results = await Promise.all(toolCalls(response).map((call) => callTool(call)));
    messages = addMessages(messages, [response, ...results]);
    response = await callModel(messages);
  }
  return entrypoint.final({ value: response, save: addMessages(messages, [response]) });
});

export const exampleInput = [
  {
    role: 'user',
    content:
      'Can you reach out for human assistance: what should I feed my cat? Separately, can you check the weather in San Francisco and Boston?',
  },
];
