import { encode, ExtData } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { msgpackValue } from '../../../core/values/msgpack/msgpackValue.ts';
import { levelOf, valueAt } from '../../../core/values/value.ts';

const text = 'a text of more than thirty-one bytes, so that its length is a byte of its own';

describe('a MessagePack value', () => {
  it.each([
    ['null', null],
    ['booleans', [true, false]],
    ['small numbers', [0, 1, 127, 128, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296]],
    ['negative numbers', [-1, -32, -33, -128, -129, -32_768, -32_769, -2_147_483_649]],
    ['fractions', [0.5, 1e300, -0.1]],
    ['strings', ['', 'ä', text, text.repeat(10), text.repeat(1000)]],
    ['long arrays', Array.from({ length: 70_000 }, (_, at) => at)],
    ['objects', { a: { b: [{ c: null }] }, [text]: 1 }],
    ['large objects', Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${at}`, at]))],
  ])('is what another encoder wrote: %s', (_, value) => {
    expect(msgpackValue(encode(value)).toJson()).toEqual(value);
  });

  it('is read one level and one page at a time', () => {
    const value = msgpackValue(encode({ list: Array.from({ length: 1000 }, (_, at) => ({ at })) }));
    const list = valueAt(value, ['list']);
    if (!list) throw new Error('There is no list.');
    const { children, total } = levelOf(list, 990, 5);
    expect(total).toBe(1000);
    expect(children.map(({ key, node }) => `${key} ${node.preview}`)).toEqual([
      '990 {at: 990}',
      '991 {at: 991}',
      '992 {at: 992}',
      '993 {at: 993}',
      '994 {at: 994}',
    ]);
    expect(valueAt(value, ['list', 999, 'at'])?.toJson()).toBe(999);
    expect(valueAt(value, ['list', 1000])).toBeUndefined();
  });

  it('is read on from where the last page ended, and from before it', () => {
    const list = msgpackValue(encode(Array.from({ length: 1000 }, (_, at) => ({ at }))));
    const page = (offset: number, limit: number) =>
      list.inner?.slice(offset, limit).map(({ key, value }) => [key, value.toJson()]);
    for (const [offset, limit] of [
      [0, 100],
      [100, 100],
      [150, 2],
      [50, 3],
      [990, 50],
      [999, 1],
    ] as const) {
      const length = Math.min(limit, 1000 - offset);
      expect(page(offset, limit)).toEqual(
        Array.from({ length }, (_, at) => [offset + at, { at: offset + at }]),
      );
    }
  });

  it('keeps numbers that JavaScript cannot', () => {
    const value = msgpackValue(encode(2n ** 63n, { useBigInt64: true }));
    expect(value.preview(50)).toBe('9223372036854775808');
  });

  it('shows an unknown class as its path and arguments, a secret as a secret', () => {
    const made = (code: number, parts: unknown[]) =>
      levelOf(msgpackValue(encode(new ExtData(code, encode(parts)))), 0, 10);
    const thing = made(2, ['shop.models', 'Order', { id: 7 }]);
    expect(thing.node).toMatchObject({ className: 'shop.models.Order', preview: '{id: 7}' });
    expect(made(0, ['shop', 'Big', [1, 2]]).node.className).toBe('shop.Big');
    expect(made(3, ['shop', 'Big', 'x', 'parse']).node.className).toBe('shop.Big.parse');
    expect(made(0, ['pydantic.types', 'SecretStr', 'hunter2']).node.preview).toBe('**********');
    expect(made(42, ['os', 'system', 'true']).node.type).toBe('bytes');
  });

  it('reads numpy arrays', () => {
    const floats = new Uint8Array(new Float64Array([1, 2.5]).buffer);
    const array = msgpackValue(encode(new ExtData(6, encode(['<f8', [2], 'C', floats]))));
    expect(array.preview(50)).toBe('<f8 2');
    expect(valueAt(array, ['values'])?.toJson()).toEqual([1, 2.5]);
  });

  it('is bytes when it breaks off or is none', () => {
    const whole = encode({ a: [text, text] });
    for (let end = 0; end < whole.length; end += 1) {
      expect(msgpackValue(whole.subarray(0, end)).type).toBe('bytes');
    }
    expect(msgpackValue(new Uint8Array([0xc1])).type).toBe('bytes');
  });
});
