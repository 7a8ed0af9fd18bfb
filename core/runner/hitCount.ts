const tests: Record<string, (hits: number, wanted: number) => boolean> = {
  '>': (hits, wanted) => hits > wanted,
  '>=': (hits, wanted) => hits >= wanted,
  '<': (hits, wanted) => hits < wanted,
  '<=': (hits, wanted) => hits <= wanted,
  '=': (hits, wanted) => hits === wanted,
  '%': (hits, wanted) => hits % wanted === 0,
};

/** Whether the nth time counts, as VS Code writes it: `3` is the third time. Undefined for what is no hit count. */
export function parseHitCount(text: string): ((hits: number) => boolean) | undefined {
  const [, operator = '=', number] = /^(>=|<=|={1,3}|[<>%])?\s*(\d+)$/.exec(text.trim()) ?? [];
  const test = tests[operator.startsWith('=') ? '=' : operator];
  return test && number !== undefined ? (hits) => test(hits, Number(number)) : undefined;
}
