import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closingLines, playwrightCounts, vitestCounts } from '../../scripts/testCounts.ts';

const folder = mkdtempSync(join(tmpdir(), 'counts-'));
const write = (name: string, report: object): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(report));
  return file;
};

test('a test file that cannot be loaded is one failure', () => {
  const file = write('vitest.json', {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { name: 'broken.test.ts', status: 'failed', assertionResults: [] },
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'adds' },
          { status: 'failed', fullName: 'takes away' },
        ],
      },
    ],
  });
  expect(vitestCounts(file)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 2,
    failures: ['broken.test.ts', 'a.test.ts › takes away'],
  });
});

test('an error outside any Playwright test is one failure, and so is a flaky test', () => {
  const file = write('playwright.json', {
    stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: 'no such spec' }],
    suites: [
      {
        specs: [],
        suites: [{ specs: [{ title: 'opens', file: 'open.spec.ts', ok: false }] }],
      },
    ],
  });
  expect(playwrightCounts(file)).toEqual({
    passed: 4,
    failed: 3,
    skipped: 2,
    failures: ['no such spec', 'open.spec.ts › opens'],
  });
});

test('a runner that wrote no report is one failure', () => {
  const { failures, ...counts } = vitestCounts(join(folder, 'none'));
  expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(failures[0]).toContain('none');
});

test('the closing lines name what failed, and skipped tests only where there are some', () => {
  const counts = { passed: 1, failed: 0, skipped: 0, failures: [] };
  expect(closingLines([counts, counts])).toBe('2 passed, 0 failed');
  expect(closingLines([counts, { ...counts, skipped: 3 }])).toBe('2 passed, 0 failed, 3 skipped');
  expect(closingLines([counts, { ...counts, failed: 1, failures: ['a'] }])).toBe(
    'failed: a\n2 passed, 1 failed',
  );
});
