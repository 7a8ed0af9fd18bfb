interface Test {
  /** The least number that some time can be reached with. */
  least: number;
  counts: (hits: number, wanted: number) => boolean;
}

const tests: Record<string, Test> = {
  '>': { least: 0, counts: (hits, wanted) => hits > wanted },
  '>=': { least: 0, counts: (hits, wanted) => hits >= wanted },
  '<': { least: 2, counts: (hits, wanted) => hits < wanted },
  '<=': { least: 1, counts: (hits, wanted) => hits <= wanted },
  '=': { least: 1, counts: (hits, wanted) => hits === wanted },
  '%': { least: 1, counts: (hits, wanted) => hits % wanted === 0 },
};

/** Whether the nth time counts, as VS Code writes it: `3` is the third. Undefined for what no time ever counts for. */
export function parseHitCount(text: string): ((hits: number) => boolean) | undefined {
  const [, operator = '=', number] = /^(>=|<=|={1,3}|[<>%])?\s*(\d+)$/.exec(text.trim()) ?? [];
  const test = tests[operator.startsWith('=') ? '=' : operator];
  const wanted = Number(number);
  return test && wanted >= test.least ? (hits) => test.counts(hits, wanted) : undefined;
}
