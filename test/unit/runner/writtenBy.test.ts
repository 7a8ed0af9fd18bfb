import { Command, Send } from '@langchain/langgraph';
import { AIMessage } from '@langchain/core/messages';
import { expect, test } from 'vitest';
import { writtenBy } from '../../../core/runner/writtenBy.ts';

test.each([
  ['an object of channels', { a: 1, b: undefined }, ['a', 'b']],
  ['nothing', undefined, []],
  ['null', null, []],
  ['a text', 'a', []],
  ['a Command', new Command({ goto: 'x', update: { a: 1 } }), ['a']],
  [
    'a Command with pairs',
    new Command({
      update: [
        ['a', 1],
        ['b', 2],
      ],
    }),
    ['a', 'b'],
  ],
  ['a Command that only goes on', new Command({ goto: 'x' }), []],
  ['several', [new Command({ update: { a: 1 } }), { b: 2 }, new Send('x', { c: 3 })], ['a', 'b']],
])('what %s writes to', (_, output, channels) => {
  expect(writtenBy(output)).toEqual(channels);
});

test('a message is no object of channels of its own making', () => {
  expect(writtenBy({ messages: [new AIMessage('hi')] })).toEqual(['messages']);
});
