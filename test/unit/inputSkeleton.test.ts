import { expect, test } from 'vitest';
import { inputSkeleton } from '../../core/protocol/inputSkeleton.ts';
import type { ChannelInfo } from '../../core/protocol/graph.ts';
import type { Json } from '../../core/protocol/model.ts';

const channel = (name: string, more: Partial<ChannelInfo> = {}): ChannelInfo => ({
  name,
  type: 'LastValue',
  reducer: 'replaces',
  isMessages: false,
  input: true,
  ...more,
});

test.for<[string, Json, Json]>([
  [
    'what has a default is left to it, the rest is empty',
    {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'integer', default: 3 },
        tags: { type: 'array', items: { type: 'string' } },
        sure: { type: 'boolean' },
      },
    },
    { city: '', tags: [], sure: false },
  ],
  [
    'what need not be given is left out',
    {
      type: 'object',
      properties: { city: { type: 'string' }, email: { type: 'string', format: 'email' } },
      required: ['city'],
    },
    { city: '' },
  ],
  [
    'of a choice the first',
    {
      type: 'object',
      properties: {
        kind: { const: 'trip' },
        size: { enum: ['small', 'large'] },
        who: { anyOf: [{ type: 'object', properties: { name: { type: 'string' } } }, {}] },
        when: { oneOf: [{ type: 'null' }, { type: 'string' }] },
      },
    },
    { kind: 'trip', size: 'small', who: { name: '' }, when: null },
  ],
  [
    'a class of Python is found under its name',
    {
      type: 'object',
      properties: { trip: { $ref: '#/$defs/Trip' }, lost: { $ref: '#/$defs/None' } },
      $defs: { Trip: { type: 'object', properties: { city: { type: 'string' } } } },
    },
    { trip: { city: '' }, lost: '' },
  ],
  [
    'of what is only named nothing is guessed',
    {
      type: 'object',
      properties: { log: {}, notes: { title: 'Notes' }, city: { type: 'string' } },
    },
    { city: '' },
  ],
  [
    'one that holds itself ends',
    { $ref: '#/$defs/Node', $defs: { Node: { anyOf: [{ $ref: '#/$defs/Node' }] } } },
    '',
  ],
])('%s', ([, schema, value]) => {
  expect(inputSkeleton([], schema)).toEqual(value);
});

test('a graph that takes messages starts with an empty one, whatever its schema says', () => {
  const channels = [channel('topic'), channel('chat', { isMessages: true })];
  expect(inputSkeleton(channels, { type: 'object', properties: {} })).toEqual({
    chat: [{ role: 'user', content: '' }],
  });
});

test('without a schema: every channel that a value replaces', () => {
  const added = channel('log', { reducer: 'appends' });
  expect(inputSkeleton([channel('n'), added, channel('x', { input: false })], undefined)).toEqual({
    n: '',
  });
  expect(inputSkeleton([channel('__root__')], undefined)).toBe('');
});

test('of channels that nothing is said of: those that are replaced, but what has a default', () => {
  const channels = [
    channel('topic'),
    channel('max', { hasDefault: true }),
    channel('log', { reducer: 'appends' }),
  ];
  expect(inputSkeleton(channels, undefined)).toEqual({ topic: '' });
});
