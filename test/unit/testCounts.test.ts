import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closingLine, playwrightCounts, vitestCounts } from '../../scripts/testCounts.ts';

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
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
    ],
  });
  expect(vitestCounts(file)).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test('an error outside any Playwright test is one failure, and so is a flaky test', () => {
  const file = write('playwright.json', {
    stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{}],
  });
  expect(playwrightCounts(file)).toEqual({ passed: 4, failed: 3, skipped: 2 });
});

test('a runner that wrote no report is one failure', () => {
  expect(vitestCounts(join(folder, 'none'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('the closing line names skipped tests only where there are some', () => {
  const counts = { passed: 1, failed: 0, skipped: 0 };
  expect(closingLine([counts, counts])).toBe('2 passed, 0 failed');
  expect(closingLine([counts, { ...counts, skipped: 3 }])).toBe('2 passed, 0 failed, 3 skipped');
});
