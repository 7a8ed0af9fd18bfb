import { describe, expect, test } from 'vitest';
import { explain } from '../../core/adapters/server/explain.ts';
import { errorOf, rowOf, type ServerState } from '../../core/adapters/server/rows.ts';
import { updateState } from '../../core/adapters/server/updateState.ts';
import { whyStopped } from '../../core/adapters/server/whyStopped.ts';

type Task = Partial<ServerState['tasks'][number]> & { result?: unknown };

/** A state as a server sends it. */
const state = (of: Omit<Partial<ServerState>, 'tasks'> & { tasks?: Task[] }): ServerState => ({
  values: {},
  next: [],
  checkpoint: { thread_id: 't', checkpoint_ns: '', checkpoint_id: '1', checkpoint_map: null },
  metadata: {},
  created_at: '2026-01-01T00:00:00Z',
  parent_checkpoint: null,
  ...of,
  tasks: (of.tasks ?? []).map((task, index) => ({
    id: String(index),
    name: 'fetch',
    error: null,
    interrupts: [],
    checkpoint: null,
    state: null,
    ...task,
  })),
});

const ended = { breakpoints: [], cancelled: false, isDone: () => false, finished: [] };

describe('errors as servers keep them', () => {
  test.for([
    [`KeyError('zzz')`, 'KeyError', 'zzz'],
    [`ValueError('two\\nlines')`, 'ValueError', 'two\nlines'],
    [`ValueError("it's \\x41\\u2026\\\\n")`, 'ValueError', `it's A…\\n`],
    [`OSError(2, 'No such file')`, 'OSError', `2, 'No such file'`],
    ['{"name":"TypeError","message":"no"}', 'TypeError', 'no'],
    ['it broke (badly)', 'Error', 'it broke (badly)'],
  ] as const)('%s', ([kept, name, message]) => {
    expect(errorOf(kept)).toEqual({ name, message });
  });

  test('why a run stopped has the name in it, which may be all there is', () => {
    const head = (error: string) => state({ next: ['fetch'], tasks: [{ error }] });
    expect(whyStopped(head(`KeyError('city')`), ended)?.message).toBe('KeyError: city');
    expect(whyStopped(head('AssertionError()'), ended)?.message).toBe('AssertionError');
  });

  test('a router that threw has failed behind a task that ended', () => {
    const head = state({ tasks: [{ name: 'plan', error: `KeyError('x')`, result: { a: 1 } }] });
    expect(whyStopped(head, ended)).toMatchObject({ reason: 'exception', nodes: ['plan'] });
  });

  test('what pydantic refuses is told with field and reason', () => {
    const detail = `2 validation errors for PState
name
  Input should be a valid string [type=string_type, input_value=5, input_type=int]
    For further information visit https://errors.pydantic.dev/2.14/v/string_type
ages.0
  Field required [type=missing, input_value={'name': 5}, input_type=dict]
    For further information visit https://errors.pydantic.dev/2.14/v/missing`;
    const refusal = Object.assign(new Error(), { status: 400, text: JSON.stringify({ detail }) });
    expect(explain(refusal, 'http://server').message).toBe(
      'The server answered with 400: name: Input should be a valid string; ages.0: Field required',
    );
  });
});

test('a fork changed what it changed, not what the tasks of its parent wrote', () => {
  const values = { pages: ['a'], plan: 'x' };
  const parent = state({ values, tasks: [{ result: { pages: ['b'] } }] });
  const changed = (source: 'fork' | 'update' | 'loop') =>
    rowOf('t', state({ values: { ...values, plan: 'y' }, metadata: { source } }), { parent })
      .changed;
  expect(changed('fork')).toEqual(['plan']);
  expect(changed('update')).toEqual(['plan']);
  expect(changed('loop')).toEqual(['pages', 'plan']);
});

describe('one output by hand, for a step that is half done', () => {
  const half = [{ result: { pages: ['a'] } }, { error: `ValueError('no')` }, { name: 'other' }];
  const update = (tasks: Task[]) => {
    const sent: unknown[] = [];
    const options = {
      url: 'http://server',
      client: { threads: { updateState: async () => void sent.push(1) } },
      states: { head: async () => state({ next: ['fetch'], tasks }) },
      graph: { nodes: [{ id: 'fetch' }, { id: 'plan' }], channels: [] },
    } as unknown as Parameters<typeof updateState>[1];
    const given = (asNode: string) =>
      updateState({ thread_id: 't', values: {}, asNode }, options).catch(
        (error: unknown) => error as Error,
      );
    return { sent, given };
  };

  test('is refused before anything is sent: a server would forget the rest', async () => {
    const { sent, given } = update(half);
    expect(await given('fetch')).toMatchObject({
      code: 'notSupported',
      message: expect.stringContaining('would forget its other tasks'),
    });
    expect(sent).toEqual([]);
  });

  test.for([
    ['the only task', [{ error: 'no' }], 'fetch'],
    ['a step that has not begun', [{}, { name: 'other' }], 'fetch'],
    ['another node', half, 'plan'],
  ] as const)('%s is sent', async ([, tasks, asNode]) => {
    const { sent, given } = update([...tasks]);
    await given(asNode);
    expect(sent).toEqual([1]);
  });
});
