import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { buildStale } from './build.ts';
import { ensureBrowser } from './ensureBrowser.ts';
import { fromRoot } from './root.ts';
import { closingLines, playwrightCounts, vitestCounts, type Counts } from './testCounts.ts';

/** Runs one of the two test runners and counts what its JSON report says; no report means one failure. */
function runTests(
  cli: string,
  args: string[],
  read: (file: string) => Counts,
  report: string,
): Counts {
  const file = fromRoot('.cache/test', report);
  rmSync(file, { force: true });
  const { status } = spawnSync(process.execPath, [fromRoot('node_modules', cli), ...args], {
    cwd: fromRoot(),
    stdio: ['ignore', 'inherit', 'inherit'],
    // Vite's build has said `production`, of which React's test tools know nothing.
    env: { ...process.env, NODE_ENV: 'test', PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  const counts = read(file);
  if (status !== 0 && counts.failed === 0)
    return { ...counts, failed: 1, failures: [`${cli} ended with ${String(status)}`] };
  return counts;
}

await buildStale();
process.env.CHROME_PATH = ensureBrowser();

const vitest = runTests(
  'vitest/vitest.mjs',
  [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${fromRoot('.cache/test/vitest.json')}`,
  ],
  vitestCounts,
  'vitest.json',
);
const playwright = runTests(
  '@playwright/test/cli.js',
  ['test', '--reporter=list,json'],
  playwrightCounts,
  'playwright.json',
);

process.stdout.write(`${closingLines([vitest, playwright])}\n`);
process.exitCode = vitest.failed + playwright.failed > 0 ? 1 : 0;
