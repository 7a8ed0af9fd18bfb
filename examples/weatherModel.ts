import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { callsOf, currentTurn, ScriptedModel, type Script } from './model.ts';

/** A placeholder for a real search; don't let the model know. */
export const search = tool(
  ({ query }) => {
    const place = titleCase(query.replace(/^.*\bin\s+/i, ''));
    return `I looked up: ${query}. Result: It's sunny in ${place}, but you better look out if you're a Gemini 😈.`;
  },
  {
    name: 'search',
    description: 'Call to surf the web.',
    schema: z.object({ query: z.string() }),
  },
);

/** Not a real tool: the graph routes it to a person. */
const askHuman = {
  name: 'AskHuman',
  description: 'Ask the human a question',
  schema: z.object({ question: z.string() }),
};

/** Asks where the person is, looks the weather up there, and says what the search found. */
const script: Script = (messages) => {
  const turn = currentTurn(messages);
  const found = callsOf(turn, 'search').at(-1)?.answer;
  if (found) return { text: `Based on the search results, ${weatherIn(found)}.` };

  const asked = callsOf(turn, 'AskHuman').at(-1);
  const place = asked ? asked.answer : /\bin ([A-Z][\w' -]*)/.exec(turn[0]?.text ?? '')?.[1];
  if (place) {
    return {
      text: `Now I'll search for the weather in ${titleCase(place)}.`,
      calls: [{ name: 'search', args: { query: `current weather in ${place}` } }],
    };
  }
  if (asked) return { text: "Nobody told me where you are, so I can't look up the weather." };
  return {
    text: "I'll help you with that. Let me first ask the user about their location.",
    calls: [{ name: 'AskHuman', args: { question: 'Where are you located?' } }],
  };
};

const weatherIn = (found: string) => {
  const [, weather] = /Result: It's (.+? in .+?)(, but|\.)/.exec(found) ?? [];
  return weather ? `it's currently ${weather}` : `this is the weather: ${found}`;
};

const titleCase = (text: string) => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

export const model = new ScriptedModel(script).bindTools([search, askHuman]);
