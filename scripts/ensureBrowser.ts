import { spawnSync } from 'node:child_process';
import { findBrowser } from './findBrowser.ts';
import { fromRoot } from './root.ts';

const isRoot = process.getuid?.() === 0;

const run = (command: string, args: string[]): void => {
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      DEBIAN_FRONTEND: 'noninteractive',
      PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000',
    },
  });
};

const downloadPlaywrights = (): void =>
  run(process.execPath, [fromRoot('node_modules/@playwright/test/cli.js'), 'install', 'chromium']);

const installDebians = (): void => {
  if (process.platform !== 'linux' || !isRoot) return;
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
};

/**
 * Absolute path of a Chromium, fetched when the machine has none: Playwright's own, else Debian's
 * package where we may install one. Throws one sentence when neither can be had.
 */
export function ensureBrowser(): string {
  for (const fetchOne of [undefined, downloadPlaywrights, installDebians]) {
    fetchOne?.();
    const found = findBrowser();
    if (found) return found;
  }
  throw new Error(
    'No browser for the end-to-end tests: install Chrome or Chromium, or set CHROME_PATH to one.',
  );
}
