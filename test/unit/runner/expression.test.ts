import { Command } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { compileExpression, compileMessage } from '../../../core/runner/expression.ts';
import { parseHitCount } from '../../../core/runner/hitCount.ts';

const at = (input: unknown, more: object = {}) => ({ input, config: {}, hits: 1, ...more });

describe('expressions of breakpoints', () => {
  test('know the fields of what goes in, or of what came out', () => {
    const total = compileExpression('a + b');
    expect(total(at({ a: 1, b: 2 }))).toBe(3);
    expect(total(at({ a: 1, b: 2 }, { output: { a: 10, b: 20 } }))).toBe(30);
    expect(() => total(at({ a: 1, b: 2 }, { output: undefined }))).toThrow('a is not defined');
  });

  test('know the values by their own names too, also where a field has such a name', () => {
    const config = { configurable: { user: 'ada' } };
    const sight = { ...at({ input: 'mine', hits: 7 }), config };
    expect(compileExpression('[input.input, hits, config.configurable.user]')(sight)).toEqual([
      'mine',
      1,
      'ada',
    ]);
  });

  test('are given lists and texts whole, without their fields', () => {
    expect(compileExpression('input[1]')(at(['x', 'y']))).toBe('y');
    expect(() => compileExpression('length')(at(['x', 'y']))).toThrow('length is not defined');
    expect(compileExpression('input.length')(at('text'))).toBe(4);
  });

  test('know what a Command writes by the names of the channels', () => {
    const output = new Command({ goto: 'x', update: { a: 1 } });
    expect(compileExpression('a + output.goto[0]')(at({}, { output }))).toBe('1x');
    expect(compileExpression('a')(at({}, { output: [output] }))).toBe(1);
  });

  test('may end in a comment, and may be no statements', () => {
    expect(compileExpression('1 + 1 // two')(at({}))).toBe(2);
    expect(() => compileExpression('const a = 1')).toThrow(SyntaxError);
    expect(() => compileExpression('')).toThrow(SyntaxError);
  });
});

describe('log messages', () => {
  const said = (text: string, input: unknown = { n: 2, name: 'ada' }) =>
    compileMessage(text)(at(input));

  test('hold the values of their expressions: texts as they are, others in one line', () => {
    expect(said('{name} is {n}, {({ n, list: [1, { n }] })}.')).toBe(
      'ada is 2, { n: 2, list: [ 1, { n: 2 } ] }.',
    );
  });

  test('are text where a brace is not closed, holds nothing, or follows a backslash', () => {
    expect(said('} {n} {} { } \\{n\\} \\n {')).toBe('} 2 {} { } {n} \\n {');
  });

  test('hold expressions that hold braces, also in texts', () => {
    expect(said('{"}"}{`{${n}}`}{[n].map((n) => { return n; })[0]}')).toBe('}{2}2');
  });

  test('say in its place what failed', () => {
    expect(said('{n.x.y} and {n}')).toMatch(/^\{TypeError: .*\} and 2$/);
  });
});

test.each([
  ['3', [3]],
  ['= 3', [3]],
  ['=== 3', [3]],
  ['> 3', [4, 5, 6]],
  ['>=3', [3, 4, 5, 6]],
  [' < 3 ', [1, 2]],
  ['<= 3', [1, 2, 3]],
  ['% 3', [3, 6]],
])('the hit count %s', (text, wanted) => {
  const counts = parseHitCount(text);
  expect([1, 2, 3, 4, 5, 6].filter((hits) => counts?.(hits))).toEqual(wanted);
});

test.each(['', 'often', '3.5', '-1', '=> 3', '3 >', '! 3', '0', '% 0', '< 1'])(
  '%j is no hit count',
  (text) => {
    expect(parseHitCount(text)).toBeUndefined();
  },
);
