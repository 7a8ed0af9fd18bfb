import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
];

const usualPlaces = (): string[] => {
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
        (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
      );
    case 'win32':
      return [
        process.env.PROGRAMFILES,
        process.env['PROGRAMFILES(X86)'],
        process.env.LOCALAPPDATA,
      ].flatMap((base) =>
        base
          ? ['Google/Chrome', 'Chromium', 'Microsoft/Edge'].map((app) =>
              join(base, app, 'Application', app.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe'),
            )
          : [],
      );
    default:
      return [];
  }
};

const onPath = (): string[] =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));

/** A stub that only says "install the snap", or a browser without its libraries, is no browser. Windows has neither. */
const starts = (file: string): boolean =>
  process.platform === 'win32' || spawnSync(file, ['--version'], { timeout: 30_000 }).status === 0;

/**
 * Absolute path of a Chromium that starts: `CHROME_PATH`, an installed Chrome, Chromium or Edge, or
 * the one Playwright downloaded. Null when there is none.
 */
export function findBrowser(): string | null {
  const given = process.env.CHROME_PATH;
  const candidates = [
    ...(given ? [given] : []),
    ...onPath(),
    ...usualPlaces(),
    chromium.executablePath(),
  ];
  return candidates.find((file) => existsSync(file) && starts(file)) ?? null;
}

/** Chromium's sandbox refuses to run as root. */
export const browserArgs = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
