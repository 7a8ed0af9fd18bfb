import { expect, onTestFinished, test, vi } from 'vitest';
import { takeTurns, type Turn } from '../bench/store/turns.ts';

/** Writes its name down before each of so many turns, and after the last. */
const teller = (told: string[], name: string, turns: number) => async (turn: Turn) => {
  for (let left = turns; left > 0; left--) {
    told.push(name);
    await turn();
  }
  told.push(name);
};

test('works go on one at a time, and who has ended is left out', async () => {
  const told: string[] = [];
  await takeTurns([teller(told, 'a', 1), teller(told, 'b', 3)]);
  expect(told.join('')).toBe('ababbb');
});

test('what was put off to the end of a turn is done in it', async () => {
  const told: string[] = [];
  const puttingOff = async (turn: Turn) => {
    setImmediate(() => told.push('put off'));
    await turn();
  };
  await takeTurns([puttingOff, teller(told, 'other', 0)]);
  expect(told).toEqual(['put off', 'other']);
});

test('what each takes is told apart', async () => {
  let clock = 0;
  const now = vi.spyOn(performance, 'now').mockImplementation(() => clock);
  onTestFinished(() => now.mockRestore());
  const taking = (ms: number) => async (turn: Turn) => {
    clock += ms;
    await turn();
    clock += ms;
  };
  expect(await takeTurns([taking(1), taking(20)])).toEqual([2, 40]);
});

test('what one of them throws is thrown', async () => {
  const failing = async (turn: Turn) => {
    await turn();
    throw new Error('no more room');
  };
  await expect(takeTurns([failing, teller([], 'other', 5)])).rejects.toThrow('no more room');
});
