import { expect, test } from 'vitest';
import {
  conditionLines,
  conditionsOf,
  effectOf,
  textsOf,
  type Conditions,
} from '../../../renderer/store/conditions.ts';

test.each<[Conditions & { channel?: string; to?: string }, string[], string | undefined]>([
  [{}, [], undefined],
  [{ condition: 'step > 3' }, ['step > 3'], 'stops where step > 3'],
  [{ hitCondition: '3' }, ['hits = 3'], 'stops at hits = 3'],
  [{ hitCondition: '>= 3' }, ['hits >= 3'], 'stops at hits >= 3'],
  [{ logMessage: 'at {step}' }, ['log: at {step}'], 'prints “at {step}”'],
  [
    { condition: 'step > 3', hitCondition: '% 2', logMessage: 'at {step}' },
    ['step > 3', 'hits % 2', 'log: at {step}'],
    'prints “at {step}” where step > 3, at hits % 2',
  ],
  [{ channel: 'n' }, [], 'stops where n is written'],
  [{ to: 'tools' }, [], 'stops where the graph goes on to tools'],
  [{ channel: 'n', condition: 'n > 3' }, ['n > 3'], 'stops where n is written and n > 3'],
])('%o is told in lines, and in one sentence', (conditions, lines, effect) => {
  expect(conditionLines(conditions)).toEqual(lines);
  expect(effectOf(conditions)).toBe(effect);
});

test('what is typed is trimmed, and absent where nothing is left', () => {
  expect(conditionsOf({ condition: ' a ', hitCondition: '', logMessage: '\n' })).toEqual({
    condition: 'a',
  });
  expect(conditionsOf(textsOf())).toEqual({});
  expect(conditionsOf(textsOf({ hitCondition: '3' }))).toEqual({ hitCondition: '3' });
});
