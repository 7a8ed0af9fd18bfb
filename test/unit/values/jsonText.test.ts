import { expect, test } from 'vitest';
import { jsonText } from '../../../core/values/jsonText.ts';
import { textValue } from '../../../core/values/textValue.ts';
import { levelOf, valueAt } from '../../../core/values/value.ts';
import type { Json } from '../../../core/protocol/model.ts';

/** Repeatable noise. */
function noise(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const strings = [
  '',
  '"',
  '\\',
  '\\"',
  'a,b',
  '{"[',
  ']}',
  '\n\t\u0000',
  'é🦜\u2028',
  'x'.repeat(300),
  '__proto__',
];

function randomJson(next: (below: number) => number, depth: number): Json {
  const kind = next(depth > 0 ? 8 : 5);
  if (kind === 0) return next(2) === 0;
  if (kind === 1) return null;
  if (kind === 2) return [0, -1.5, 1e21, 3e-7, 42][next(5)] ?? 0;
  if (kind < 5) return strings[next(strings.length)] ?? '';
  const children = Array.from({ length: next(150) === 0 ? 200 : next(5) }, () =>
    randomJson(next, depth - 1),
  );
  if (kind < 7) return children;
  return Object.fromEntries(
    children.map((child, index) => [`${strings[next(strings.length)] ?? ''}${index}`, child]),
  );
}

function expectSame(json: Json, text: string, indented: boolean): void {
  const value = textValue(jsonText(text));
  expect(value.toJson()).toEqual(json);
  if (!indented) expect(value.size).toBe(text.length);
  if (json === null || typeof json !== 'object') return;
  const level = levelOf(value, 0, Infinity);
  const keys = Array.isArray(json) ? json.map((_, index) => index) : Object.keys(json);
  expect(level.children.map(({ key }) => key)).toEqual(keys);
  expect(level.total).toBe(keys.length);
  for (const { key, node } of level.children) {
    const child = (json as Record<string | number, Json>)[key] ?? null;
    expect(valueAt(value, [key])?.toJson()).toEqual(child);
    expect(node.preview.length).toBeLessThanOrEqual(200);
    if (!indented) expect(node.size).toBe(JSON.stringify(child).length);
    if (!indented) expectSame(child, JSON.stringify(child), false);
  }
}

test.each([1, 2, 3, 4, 5, 6])('finds what JSON.parse finds (%i)', (seed) => {
  const next = noise(seed);
  for (let i = 0; i < 60; i++) {
    const json = randomJson(next, 4);
    expectSame(json, JSON.stringify(json), false);
    expectSame(json, JSON.stringify(json, null, 2), true);
  }
});

test('reads any window of a long list', () => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => ({ index }));
  const value = textValue(jsonText(JSON.stringify(numbers)));
  for (const offset of [0, 1, 63, 64, 65, 12_345, 19_990, 20_000, 50_000]) {
    const { children, total } = levelOf(value, offset, 100);
    expect(children.map(({ key }) => key)).toEqual(
      numbers.slice(offset, offset + 100).map(({ index }) => index),
    );
    expect(total).toBe(20_000);
  }
  expect(valueAt(value, [19_999, 'index'])?.toJson()).toBe(19_999);
  expect(valueAt(value, [20_000])).toBeUndefined();
  expect(valueAt(value, [-1])).toBeUndefined();
  expect(valueAt(value, ['length'])).toBeUndefined();
});

test('of equal keys the last counts, as in JSON.parse', () => {
  expect(valueAt(textValue(jsonText('{"a":1,"a":2}')), ['a'])?.toJson()).toBe(2);
});

test.each(['{"a":1', '["x', '[1,', '{"a"', '["\\"]', '', '[}', '{"a":[1,{"b":'])(
  'text that breaks off is an error, not a hang: %s',
  (text) => {
    expect(() => levelOf(textValue(jsonText(text)), 0, 100)).toThrow(SyntaxError);
  },
);

test('previews of long strings are cut between whole characters', () => {
  for (const part of ['\\', '"', '\n', '\u0001', '🦜', 'é', '\ud800']) {
    for (let before = 0; before < 8; before++) {
      const text = 'a'.repeat(before) + part.repeat(5_000);
      const { preview } = levelOf(textValue(jsonText(JSON.stringify(text))), 0, 100).node;
      expect(preview.length).toBeLessThanOrEqual(200);
      expect(preview).toMatch(/^".*…$/);
      expect(preview).not.toMatch(/[\uD800-\uDBFF]…$/);
    }
  }
});
