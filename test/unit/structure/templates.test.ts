import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { Send } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { createEncoder } from '../../../core/structure/encoder.ts';
import type { WriteText } from '../../../core/structure/trace.ts';
import { write } from '../../helpers/structureMemory.ts';

/** An encoder whose serializer counts how often it is asked. */
function counting(writeText: WriteText = write) {
  let asked = 0;
  let last = 0;
  const counted: WriteText = (value) => {
    asked += 1;
    return writeText(value);
  };
  const encoder = createEncoder(counted, () => ++last);
  return { asked: () => asked, textOf: (value: unknown) => encoder.value(value, 'state.a').text };
}

const message = (fields: object) => new AIMessage({ content: 'a', ...fields });

/** Messages that are not always written as their fields say. */
class Reviewed extends AIMessage {
  static override lc_name = () => 'AIMessage';
  static by: string | undefined;
  override get lc_attributes() {
    return Reviewed.by === undefined ? undefined : { by: Reviewed.by };
  }
}

class Redacted extends AIMessage {
  override toJSON() {
    const json = super.toJSON();
    return this.content === 'secret' ? { ...json, kwargs: {} } : json;
  }
}

class Renamed extends AIMessage {
  override get lc_aliases() {
    return { ...super.lc_aliases, content: this.content === 'secret' ? 'hidden' : 'content' };
  }
}

const kinds: [what: string, make: (i: number) => object][] = [
  [
    'messages',
    (i) =>
      new AIMessage({
        id: `m${i}`,
        content: `"text" \\ \u2028 \uD800 ${i}`,
        response_metadata: { modelName: 'x', finish_reason: null },
        additional_kwargs: { nothing: undefined, list: [i, true] },
      }),
  ],
  ['messages with blocks', (i) => new HumanMessage({ content: [{ type: 'text', text: `t${i}` }] })],
  ['plain objects', (i) => ({ i, at: -i / 3, deep: { text: `t${i}`, list: [i, [null, false]] } })],
  ['what is sent to tasks', (i) => new Send('worker', { i, text: `t${i}` })],
];

describe('values that are built alike', () => {
  it.each(kinds)('are written as the serializer writes them: %s', (_, make) => {
    const { asked, textOf } = counting();
    for (let i = 0; i < 12; i++) expect(textOf(make(i))).toBe(write(make(i)));
    const before = asked();
    for (let i = 12; i < 40; i++) expect(textOf(make(i))).toBe(write(make(i)));
    expect(asked()).toBe(before);
  });

  it.each<[what: string, value: unknown]>([
    ['not a number', Number.NaN],
    ['minus zero', -0],
    ['an infinite number', Infinity],
    ['undefined', undefined],
    ['a list', [1]],
    ['a Date', new Date(0)],
    ['a function', () => 1],
  ])('leave what is otherwise to the serializer: %s', (_, value) => {
    const { textOf } = counting();
    const make = (at: unknown) => ({ name: 'a', inside: { at } });
    for (let i = 0; i < 12; i++) textOf(make(i));
    expect(textOf(make(value))).toBe(write(make(value)));
  });

  it.each<[what: string, make: (i: number) => object]>([
    ['a key that LangChain escapes', (i) => message({ response_metadata: { lc: i } })],
    ['a message inside', (i) => ({ i, message: message({ id: `m${i}` }) })],
    [
      'a name that LangGraph knows',
      (i) => ({ lg_name: i < 12 ? 'None' : 'Send', node: 'a', args: i }),
    ],
  ])('leave it to the serializer how it writes %s', (_, make) => {
    const { textOf } = counting();
    for (let i = 0; i < 16; i++) expect(textOf(make(i))).toBe(write(make(i)));
  });

  it('leave attributes that are computed to the serializer', () => {
    const { textOf } = counting();
    for (let i = 0; i < 12; i++) textOf(new Reviewed({ id: `m${i}`, content: 'a' }));
    Reviewed.by = 'someone';
    const reviewed = new Reviewed({ id: 'last', content: 'a' });
    expect(write(reviewed)).toContain('someone');
    expect(textOf(reviewed)).toBe(write(reviewed));
  });

  it.each([Redacted, Renamed])('leave a class of its own way to the serializer: %o', (Class) => {
    const { textOf } = counting();
    for (let i = 0; i < 12; i++) textOf(new Class({ id: `m${i}`, content: 'a' }));
    const secret = new Class({ id: 'last', content: 'secret' });
    expect(textOf(secret)).toBe(write(secret));
  });

  it('leave a field where one was that is left out to the serializer', () => {
    const { textOf } = counting();
    for (let i = 0; i < 12; i++) textOf(new Send('worker', { i }));
    const sent = new Send('worker', { i: 1 }, { timeout: 5 });
    expect(textOf(sent)).toBe(write(sent));
  });

  it('still refuse a BigInt', () => {
    const { textOf } = counting();
    for (let i = 0; i < 12; i++) textOf({ name: 'a', at: i });
    expect(() => textOf({ name: 'a', at: 1n })).toThrow('state.a.at is a BigInt');
  });

  it('are asked for one by one where the serializer writes more than what they hold', () => {
    let written = 0;
    const { textOf } = counting((value) => {
      const text = write(value);
      return value instanceof AIMessage ? text?.replace('}}', `},"n":${++written}}`) : text;
    });
    for (let i = 0; i < 12; i++) textOf(new AIMessage({ id: `m${i}`, content: 'a' }));
    expect(textOf(new AIMessage({ id: 'last', content: 'a' }))).toContain('"n":13}');
  });
});
