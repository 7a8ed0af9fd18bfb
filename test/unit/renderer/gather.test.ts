import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { byFrames, gather } from '../../../renderer/gather.ts';

let now = 0;
let frames = new Map<number, () => void>();

beforeEach(() => {
  now = 0;
  frames = new Map();
  let last = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    frames.set((last += 1), run);
    return last;
  });
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const pass = (ms: number) => {
  now += ms;
  vi.advanceTimersByTime(ms);
};

/** The browser draws, which takes so long. */
const draw = (ms: number) => {
  const due = [...frames.values()];
  frames.clear();
  due.forEach((run) => run());
  now += ms;
  vi.advanceTimersByTime(1);
};

test('what comes before a frame is handed on in it, in order and once', () => {
  const given: number[][] = [];
  const gathered = gather<number>((items) => given.push(items), byFrames());
  gathered.add([1, 2]);
  gathered.add([3]);
  expect(given).toEqual([]);
  draw(5);
  pass(1000);
  expect(given).toEqual([[1, 2, 3]]);
  gathered.add([4]);
  draw(5);
  expect(given).toEqual([[1, 2, 3], [4]]);
});

test('after what takes long to draw, as long is left to the person', () => {
  const given: number[] = [];
  const schedule = byFrames();
  schedule(() => given.push(1));
  draw(100);
  schedule(() => given.push(2));
  draw(1);
  pass(90);
  draw(1);
  expect(given).toEqual([1]);
  pass(10);
  draw(5);
  expect(given).toEqual([1, 2]);
  schedule(() => given.push(3));
  draw(5);
  expect(given).toEqual([1, 2, 3]);
});

test('a page that is not shown has no frames, and is kept up to date all the same', () => {
  const given: number[] = [];
  byFrames()(() => given.push(1));
  pass(200);
  expect(given).toEqual([1]);
  draw(5);
  expect(given).toEqual([1]);
});
