import { expect, test } from 'vitest';
import { parseAnsi, plainText } from '../../../renderer/output/ansi.ts';

const ESC = '\u001B';

test('plain text is one piece', () => {
  expect(parseAnsi('as it is [31m')).toEqual([{ text: 'as it is [31m' }]);
});

test('colours and bold last until they are taken back', () => {
  expect(parseAnsi(`a${ESC}[31mred${ESC}[1mboth${ESC}[22;39mno${ESC}[94mblue${ESC}[0m!`)).toEqual([
    { text: 'a' },
    { text: 'red', color: 1 },
    { text: 'both', color: 1, bold: true },
    { text: 'no' },
    { text: 'blue', color: 4 },
    { text: '!' },
  ]);
});

test('other sequences vanish: 256 colours, cursor moves, titles, links', () => {
  const line = `${ESC}[38;5;31mA${ESC}[2KB${ESC}]0;title\u0007C${ESC}]8;;http://x${ESC}\\D`;
  expect(parseAnsi(line).map(({ text, color }) => [text, color])).toEqual([
    ['A', undefined],
    ['B', undefined],
    ['C', undefined],
    ['D', undefined],
  ]);
  expect(plainText(line)).toBe('ABCD');
});
