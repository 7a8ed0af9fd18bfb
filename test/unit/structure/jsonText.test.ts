import { expect, test } from 'vitest';
import { jsonText } from '../../../core/structure/jsonText.ts';

const plain = 'what a model says of the weather, '.repeat(3);

test('every character, wherever it stands in a long string, is written as JSON writes it', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    for (const text of [character + plain, plain + character, plain + character + plain]) {
      if (jsonText(text) !== JSON.stringify(text))
        expect(jsonText(text)).toBe(JSON.stringify(text));
    }
  }
});

test.each([
  '',
  'short',
  'a "short" one',
  plain,
  `${plain}😀`,
  `${plain}${'😀'.charAt(0)}`,
  'é'.repeat(80),
])('it is what JSON writes of %j', (text) => {
  expect(jsonText(text)).toBe(JSON.stringify(text));
});
