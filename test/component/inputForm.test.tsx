import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { GraphModel } from '../../core/protocol/graph.ts';
import type { Json } from '../../core/protocol/model.ts';
import { Composer } from '../../renderer/composer/Composer.tsx';
import { draftText } from '../../renderer/store/draft.ts';
import { graph, inspect } from '../helpers/inspected.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
afterEach(cleanup);

const schema: Json = {
  type: 'object',
  properties: {
    topic: { type: 'string', minLength: 3, description: 'What it is about.' },
    depth: { type: 'integer', minimum: 1, maximum: 5 },
    ratio: { type: ['number', 'null'] },
    tone: { type: 'string', enum: ['plain', 'formal'] },
    urgent: { type: 'boolean' },
    author: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        age: { type: 'number' },
        country: { type: 'string', default: 'DE' },
      },
      required: ['name', 'country'],
    },
    tags: { type: 'array', items: { type: 'string' } },
    plan: { type: 'array', items: { $ref: '#/$defs/step' } },
    limits: { type: 'object', additionalProperties: { type: 'number' } },
  },
  $defs: {
    step: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] },
  },
};

const run = async () => ({ run_id: 'r' });

function open(exampleInput: Json, more: Partial<GraphModel> = { inputSchema: schema }) {
  const opened = inspect({ answers: { run } });
  opened.store.setState({ graphs: { s: { ...graph, exampleInput, ...more } } });
  render(<Composer />);
  return { ...opened, draft: () => JSON.parse(draftText(opened.store.getState())) as Json };
}

const show = (view: 'Form' | 'JSON') => userEvent.click(screen.getByRole('radio', { name: view }));
const box = (name: string) => screen.getByRole<HTMLTextAreaElement>('textbox', { name });
const type = async (name: string, text: string) => {
  await userEvent.clear(box(name));
  if (text) await userEvent.type(box(name), text.replaceAll(/[{[]/g, '$&$&'));
};

test('edits the draft that the JSON shows, and leaves the rest as it is', async () => {
  const { draft, callsOf } = open({ topic: 'sea', other: { kept: 1 } });
  await show('Form');
  await type('topic', 'tides');
  await type('depth', '2');
  await type('ratio', '1.5');
  await userEvent.click(screen.getByRole('radio', { name: 'true' }));
  expect(draft()).toEqual({
    topic: 'tides',
    other: { kept: 1 },
    depth: 2,
    ratio: 1.5,
    urgent: true,
  });
  expect(JSON.parse(box('other').value)).toEqual({ kept: 1 });
  await show('JSON');
  expect(JSON.parse(box('Input JSON').value)).toEqual(draft());
  await show('Form');
  box('topic').focus();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(callsOf('run')).toMatchObject([{ input: { topic: 'tides', depth: 2 } }]);
});

test('says what is wrong beside the field, in one sentence', async () => {
  open({ topic: 'a', depth: 9, author: {}, urgent: 'yes', tags: [1] });
  await show('Form');
  const said = (name: string) => {
    const about = document.getElementById(box(name).getAttribute('aria-describedby') ?? '');
    return about?.querySelector('p')?.textContent;
  };
  expect(said('topic')).toBe('This needs at least 3 characters.');
  expect(said('depth')).toBe('This must be at most 5.');
  expect(said('name')).toBe('This is required: text.');
  expect(said('country')).toBeUndefined();
  expect(screen.getByText('This must be true or false.')).toBeTruthy();
  expect(screen.getByText('This must be text.')).toBeTruthy();
  await type('depth', '2.5');
  expect(said('depth')).toBe('This must be a whole number.');
  await type('depth', 'two');
  expect(said('depth')).toBe('This must be a whole number.');
  expect(box('depth').value).toBe('two');
  await type('depth', '');
  expect(said('depth')).toBeUndefined();
});

test('adds to lists and takes away, also objects behind a $ref', async () => {
  const { draft } = open({ tags: ['a', 'b'] });
  await show('Form');
  await userEvent.click(screen.getByRole('button', { name: 'Remove tags 0' }));
  await userEvent.click(screen.getByRole('button', { name: 'Add to tags' }));
  await userEvent.keyboard('c');
  await userEvent.click(screen.getByRole('button', { name: 'Add to plan' }));
  await userEvent.keyboard('Read');
  await userEvent.click(screen.getByRole('button', { name: 'Fill in author' }));
  await userEvent.type(
    within(screen.getByRole('group', { name: 'author' })).getByRole('textbox', { name: 'name' }),
    'Ada',
  );
  expect(draft()).toEqual({ tags: ['b', 'c'], plan: [{ title: 'Read' }], author: { name: 'Ada' } });
  await userEvent.click(screen.getByRole('button', { name: 'Leave out author' }));
  expect(draft()).toEqual({ tags: ['b', 'c'], plan: [{ title: 'Read' }] });
});

test('keeps a JSON field that is not JSON yet, and does not run without it', async () => {
  const { draft, callsOf, store } = open({ limits: { a: 1 } });
  await show('Form');
  fireEvent.change(box('limits'), { target: { value: '{"a": ' } });
  expect(draft()).toEqual({ limits: { a: 1 } });
  await show('JSON');
  await show('Form');
  expect(box('limits').value).toBe('{"a": ');
  await store.getState().runDraft();
  expect(screen.getByRole('alert').textContent).toMatch(/^limits: Not JSON at line 1/);
  expect(callsOf('run')).toEqual([]);
  fireEvent.change(box('limits'), { target: { value: '{"a": 2}' } });
  expect(draft()).toEqual({ limits: { a: 2 } });
  await store.getState().runDraft();
  expect(callsOf('run')).toMatchObject([{ input: { limits: { a: 2 } } }]);
});

test('messages are rows; what is more than text is JSON', async () => {
  const image = { role: 'user', content: [{ type: 'image', url: 'data:,' }] };
  const { draft } = open(
    { messages: [{ type: 'human', content: 'hi', id: '1' }, image] },
    { inputSchema: undefined },
  );
  await show('Form');
  await type('Message 1', 'hello');
  expect(screen.getByText('Also has id: edit as JSON.')).toBeTruthy();
  expect(JSON.parse(box('Message 2').value)).toEqual(image);
  await userEvent.click(screen.getByRole('button', { name: 'Add message' }));
  await userEvent.keyboard('bye');
  expect(draft()).toEqual({
    messages: [
      { type: 'human', content: 'hello', id: '1' },
      image,
      { role: 'assistant', content: 'bye' },
    ],
  });
  expect(screen.getByRole('textbox', { name: 'topic' })).toBeTruthy();
});

test('is not offered where nothing is known of the input', () => {
  open({ topic: 'x' }, { channels: graph.channels.filter((channel) => !channel.isMessages) });
  expect(screen.queryByRole('radio', { name: 'Form' })).toBeNull();
  expect(box('Input JSON')).toBeTruthy();
});

test('waits until the text is JSON', async () => {
  const { store } = open({});
  store.getState().draftChanged('{"topic": ');
  await show('Form');
  expect(screen.getByText(/^Not JSON at line 1/)).toBeTruthy();
  await show('JSON');
  expect(box('Input JSON').value).toBe('{"topic": ');
});
