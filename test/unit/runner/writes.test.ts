import { AIMessage } from '@langchain/core/messages';
import { Command, Send } from '@langchain/langgraph';
import { expect, test } from 'vitest';
import { writesOf } from '../../../core/runner/writes.ts';

const message = new AIMessage('hi');

test.each([
  ['an object of channels', { a: 1, messages: [message] }, { a: 1, messages: [message] }],
  ['nothing', undefined, {}],
  ['null', null, {}],
  ['a text', 'a', {}],
  ['a Command', new Command({ goto: 'x', update: { a: 1 } }), { a: 1 }],
  [
    'a Command with pairs',
    new Command({
      update: [
        ['a', 1],
        ['b', 2],
      ],
    }),
    { a: 1, b: 2 },
  ],
  ['a Command that only goes on', new Command({ goto: 'x' }), {}],
  [
    'several, of which the last counts',
    [new Command({ update: { a: 1, c: 0 } }), { a: 2 }, new Send('x', { d: 3 })],
    { a: 2, c: 0 },
  ],
])('what %s writes', (_, output, writes) => {
  expect(writesOf(output)).toEqual(writes);
});
