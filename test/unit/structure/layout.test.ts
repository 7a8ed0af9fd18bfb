import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../../core/structure/layout.ts';
import type { Trace } from '../../../core/structure/mark.ts';
import { isUnchanged, unitOf } from '../../../core/structure/trace.ts';
import { createWalk, type Units } from '../../../core/structure/walk.ts';
import { write } from '../../helpers/structureMemory.ts';
import { randomOf } from '../../helpers/random.ts';

const nothingApart: Units = {
  known: () => undefined,
  partOf: () => undefined,
  opaque: () => {
    throw new Error('Not expected here.');
  },
};

function traceOf(value: unknown): Trace {
  const trace: Trace = [];
  createWalk(nothingApart, []).size(value, trace);
  return trace;
}

/** The compiled comparison of what `make` makes: it is compiled once it was met a few times. */
function compiled(make: () => unknown) {
  for (let i = 0; i < 8; i++) layoutOf(traceOf(make()));
  const unit = unitOf('', 0, traceOf(make()));
  expect(unit.same).toBeTypeOf('function');
  return (value: unknown, keep?: boolean) => isUnchanged(unit, value, () => undefined, keep);
}

const message = () =>
  new AIMessage({
    id: 'a-1',
    content: [
      { type: 'text', text: 'hello' },
      { type: 'tool_use', id: 't', input: { city: 'Rome', days: [1, 2] } },
    ],
    additional_kwargs: { note: 'n', deep: { a: null, b: undefined } },
    response_metadata: { model_name: 'm' },
    tool_calls: [{ name: 'f', id: 't', args: { city: 'Rome' } }],
  });

type Message = ReturnType<typeof message>;
type Block = Record<string, unknown> & { input: { city: string; days: number[] } };
const block = (of: Message, index: number) => (of.content as unknown as Block[])[index] as Block;

const changes: [what: string, change: (given: Message) => unknown][] = [
  ['the content', (m) => (m.content = 'other')],
  ['a text inside', (m) => (block(m, 0)['text'] = 'other')],
  ['a value far inside', (m) => (block(m, 1).input.city = 'Oslo')],
  ['a list made longer', (m) => block(m, 1).input.days.push(3)],
  ['a list made shorter', (m) => block(m, 1).input.days.pop()],
  ['a hole in a list', (m) => Reflect.deleteProperty(block(m, 1).input.days, 0)],
  ['an element in a list', (m) => (block(m, 1).input.days[1] = 7)],
  ['a new key', (m) => (m.additional_kwargs['other'] = 1)],
  ['a deleted key', (m) => delete m.additional_kwargs['note']],
  [
    'the order of keys',
    (m) => {
      const { note } = m.additional_kwargs;
      delete m.additional_kwargs['note'];
      m.additional_kwargs['note'] = note;
    },
  ],
  ['null for an object', (m) => (m.additional_kwargs['deep'] = null)],
  ['an object for a text', (m) => (m.additional_kwargs['note'] = { a: 1 })],
  ['null for undefined', (m) => ((m.additional_kwargs['deep'] as { b: unknown }).b = null)],
  ['a Map for an object', (m) => (m.additional_kwargs['deep'] = new Map())],
  ['a list for an object', (m) => (m.additional_kwargs['deep'] = [])],
  [
    'a getter that answers something else',
    (m) =>
      Object.defineProperty(m.additional_kwargs, 'note', { get: () => 'got', enumerable: true }),
  ],
  ['the prototype', (m) => Object.setPrototypeOf(m, HumanMessage.prototype)],
  ['the prototype inside', (m) => Object.setPrototypeOf(block(m, 1).input, Array.prototype)],
  ['a toJSON of its own', (m) => Object.assign(m, { toJSON: () => 'x' })],
  ['a toJSON inside', (m) => Object.assign(block(m, 1).input, { toJSON: () => 'x' })],
  ['what may be serialised', (m) => Object.assign(m, { lc_serializable: false })],
  ['the namespace', (m) => m.lc_namespace.push('x')],
  ['a field that only lc_kwargs has', (m) => (m.lc_kwargs['extra'] = 1)],
];

describe('a compiled comparison', () => {
  it.each(changes)('sees %s', (_, change) => {
    const same = compiled(message);
    const given = message();
    expect(same(given)).toBe(true);
    change(given);
    expect(same(given)).toBe(false);
    expect(same(given, true)).toBe(false);
    expect(same(message())).toBe(true);
  });

  it('does not mind another object that is written the same', () => {
    expect(compiled(message)(message())).toBe(true);
  });

  it.each([
    ['compiled', message, true],
    ['followed', () => ({ a: new Map([['k', 'v']]), list: ['x', 1], n: null }), false],
  ])('takes what it reads in place of what is equal, where it is %s', (_, make, isCompiled) => {
    for (let i = 0; i < 8; i++) layoutOf(traceOf(make()));
    const unit = unitOf('', 0, traceOf(make()));
    expect(unit.same !== undefined).toBe(isCompiled);
    const before = [...(unit.trace ?? [])];
    const taken: unknown[] = [];
    unit.trace = new Proxy([...before], {
      set: (trace, at, value) => taken.push(value) > 0 && Reflect.set(trace, at, value),
    });
    expect(isUnchanged(unit, make(), write)).toBe(true);
    expect(taken).toEqual([]);
    expect(isUnchanged(unit, make(), write, true)).toBe(true);
    expect(taken).toEqual(isCompiled ? before : ['k', 'v', 'x', 1, null]);
    expect(unit.trace.every((one, at) => Object.is(one, before[at]))).toBe(true);
  });

  it('reads keys that look like code as keys', () => {
    const make = () => ({
      '"];throw 1;//': 1,
      '\u2028\n`${x}': { constructor: 2, '__proto__ ': 3 },
    });
    const same = compiled(make);
    expect(same(make())).toBe(true);
    expect(same({ ...make(), '"];throw 1;//': 2 })).toBe(false);
  });

  it.each([
    ['a Map', () => ({ a: new Map([[1, 2]]), b: 1 })],
    ['a Date', () => ({ a: new Date(0), b: 1 })],
    ['a symbol', () => ({ a: Symbol.iterator, b: 1 })],
    ['a text', () => 'text'],
  ])('leaves %s to its trace', (_, make) => {
    for (let i = 0; i < 8; i++) expect(layoutOf(traceOf(make()))).toBeUndefined();
  });

  it('agrees with the serializer on random changes', () => {
    const random = randomOf(7);
    const same = compiled(message);
    const before = write(message());
    const leaves = [1, 'hello', 'n', null, undefined, true, [], {}, [1, 2], { city: 'Rome' }];
    for (let round = 0; round < 3000; round++) {
      const given = message();
      let at = given as unknown as Record<string, unknown>;
      for (let depth = random(4); depth >= 0; depth--) {
        const keys = Object.keys(at).filter((key) => !key.startsWith('lc_'));
        const next = at[keys[random(keys.length)] ?? ''];
        if (typeof next === 'object' && next !== null) at = next as Record<string, unknown>;
      }
      const keys = Object.keys(at).filter((key) => !key.startsWith('lc_'));
      const key = keys[random(keys.length)] ?? 'new';
      if (random(5) === 0) delete at[key];
      else at[random(6) === 0 ? 'new' : key] = structuredClone(leaves[random(leaves.length)]);
      if (same(given)) expect(write(given)).toBe(before);
    }
  });
});
