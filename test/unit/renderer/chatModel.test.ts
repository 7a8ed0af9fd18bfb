import { expect, test } from 'vitest';
import type { Json } from '../../../core/protocol/model.ts';
import { chatOf, roleOf, unansweredCalls } from '../../../renderer/inspector/messages/chatModel.ts';

const calls = (...ids: string[]) => ({
  type: 'ai',
  content: '',
  tool_calls: ids.map((id) => ({ id, name: 'search', args: {} })),
});
const result = (id: string) => ({ type: 'tool', content: id, tool_call_id: id });

test('ties each result to its call, whatever their order, and keeps results of nothing', () => {
  const chat = chatOf([calls('a', 'b'), result('b'), result('a'), result('lost')], 0);
  expect(chat.map(({ role }) => role)).toEqual(['ai', 'tool']);
  expect(chat[0]?.calls.map((call) => call.result?.blocks)).toEqual([
    [{ kind: 'text', text: 'a' }],
    [{ kind: 'text', text: 'b' }],
  ]);
});

test('shows a second answer to a call as a message of its own', () => {
  expect(chatOf([calls('a'), result('a'), result('a')], 0)).toHaveLength(2);
});

test('finds the calls nobody has answered, of the last message that called', () => {
  expect(unansweredCalls([calls('old'), calls('a', 'b'), result('a')]).map(({ id }) => id)).toEqual(
    ['b'],
  );
  expect(unansweredCalls([calls('a'), result('a'), { type: 'human', content: '' }])).toEqual([]);
  expect(unansweredCalls(null)).toEqual([]);
});

test('reads content in blocks, of every provider', () => {
  const content: Json = [
    'plain',
    { type: 'text', text: 'hello' },
    { type: 'tool_use', id: 'a', name: 'search', input: {} },
    { type: 'image_url', image_url: { url: 'https://x/y.png' } },
    { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'AA==' } },
    { type: 'image', source_type: 'base64', mime_type: 'image/jpeg', data: 'BB==' },
    { type: 'reasoning', summary: [] },
  ];
  expect(chatOf([{ type: 'ai', content }], 0)[0]?.blocks).toEqual([
    { kind: 'text', text: 'plain' },
    { kind: 'text', text: 'hello' },
    { kind: 'image', source: 'https://x/y.png' },
    { kind: 'image', source: 'data:image/gif;base64,AA==' },
    { kind: 'image', source: 'data:image/jpeg;base64,BB==' },
    { kind: 'other', type: 'reasoning', value: { type: 'reasoning', summary: [] } },
  ]);
});

test('takes what is no message as it is', () => {
  const [first] = chatOf(['stray'], 0);
  expect(first).toMatchObject({ role: 'other', blocks: [{ kind: 'other', value: 'stray' }] });
  expect(chatOf('not even a list', 0)).toEqual([]);
});

test('marks the messages the step before did not have', () => {
  const said = ['a', 'b', 'c'].map((content) => ({ role: 'user', content }));
  expect(chatOf(said, 2).map(({ isNew }) => isNew)).toEqual([false, false, true]);
});

test('names speakers by type or class', () => {
  expect(['AIMessageChunk', 'HumanMessage', 'tool', 'Message'].map(roleOf)).toEqual([
    'ai',
    'human',
    'tool',
    'message',
  ]);
});
