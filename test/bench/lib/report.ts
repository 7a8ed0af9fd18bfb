/** One figure beside its alternative, measured in the same run. */
export interface Figure {
  what: string;
  /** Milliseconds of each repetition. */
  ours: number[];
  theirs?: { name: string; times: number[] };
  /** What was promised: a most for `ours / theirs` (or for ours in ms, without theirs), or a least for `theirs / ours`; nothing. */
  promise?: { atMost: number } | { timesFaster: number };
}

export const median = (times: number[]): number => {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
};

/** Prints a figure as a line. A benchmark reports; it never fails a build for being slow. */
export function report({ what, ours, theirs, promise }: Figure): void {
  const mine = median(ours);
  const other = theirs ? median(theirs.times) : undefined;
  const parts = [`${what}: ${ms(mine)} (median of ${ours.length})`];
  if (theirs && other !== undefined) parts.push(`${theirs.name} ${ms(other)}`);
  if (!promise) {
    if (other !== undefined) parts.push(`${(other / mine).toFixed(2)}× faster`);
  } else if ('timesFaster' in promise && other !== undefined) {
    parts.push(`${(other / mine).toFixed(2)}× faster, at least ${promise.timesFaster}×`);
  } else if ('atMost' in promise) {
    const value = other === undefined ? ms(mine) : `${(mine / other).toFixed(2)}×`;
    parts.push(`${value}, at most ${promise.atMost}${other === undefined ? ' ms' : '×'}`);
  }
  process.stdout.write(`${parts.join('; ')}\n`);
}

const ms = (time: number): string => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
