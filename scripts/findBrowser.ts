import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { installedBrowsers } from '../core/host/installedBrowsers.ts';

/** A stub that only says "install the snap", or a browser without its libraries, is no browser. Windows has neither. */
const starts = (file: string): boolean =>
  process.platform === 'win32' || spawnSync(file, ['--version'], { timeout: 30_000 }).status === 0;

/**
 * Absolute path of a Chromium that starts: `CHROME_PATH`, an installed Chrome, Chromium or Edge, or
 * the one Playwright downloaded. Null when there is none.
 */
export function findBrowser(): string | null {
  const given = process.env.CHROME_PATH;
  const candidates = [...(given ? [given] : []), ...installedBrowsers(), chromium.executablePath()];
  return candidates.find((file) => existsSync(file) && starts(file)) ?? null;
}

/** Chromium's sandbox refuses to run as root. */
export const browserArgs = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
