import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base, _electron as electron, type Page } from '@playwright/test';
import { fromRoot } from '../../../scripts/root.ts';
import { findElectron } from '../../../core/host/desktopApp.ts';
import { startApp } from './process.ts';
import { copyProject, type Project } from './project.ts';
import { Studio } from './studio.ts';

interface Options {
  /** Which host runs the journey; set per Playwright project. */
  host: 'browser' | 'electron';
}

interface Fixtures {
  /** Removed after the test. */
  dataDir: string;
  examples: Project;
  graphs: Project;
  python: Project;
  /** Opens the app on a target and gives the window to drive. */
  open: (target?: string) => Promise<Studio>;
}

/** Playwright's `test` with the app in it: every test has its own process, data directory and projects. */
export const test = base.extend<Fixtures & Options>({
  host: ['browser', { option: true }],
  dataDir: async ({}, use) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'retrograph-e2e-data-'));
    await use(dir);
    rmSync(dir, { recursive: true, force: true });
  },
  examples: async ({}, use) => {
    const project = copyProject('examples');
    await use(project);
    project.remove();
  },
  graphs: async ({}, use) => {
    const project = copyProject('test/fixtures/graphs');
    await use(project);
    project.remove();
  },
  python: async ({}, use) => {
    const project = copyProject('test/fixtures/python');
    await use(project);
    project.remove();
  },
  open: async ({ host, dataDir, context }, use) => {
    const binary = findElectron();
    test.skip(host === 'electron' && !binary, 'Electron is installed without its binary here.');
    const closers: (() => Promise<void>)[] = [];
    const openWindow = async (target?: string): Promise<Page> => {
      if (host === 'electron' && binary) {
        const args = [fromRoot('dist/electron/main.mjs'), `--data-dir=${dataDir}`];
        const app = await electron.launch({
          executablePath: binary,
          args: [...args, ...(target ? [target] : [])],
        });
        closers.push(() => app.close());
        return app.firstWindow();
      }
      const app = await startApp(target, dataDir);
      closers.push(app.stop);
      const page = await context.newPage();
      await page.goto(app.url);
      return page;
    };
    await use(async (target) => new Studio(await openWindow(target)));
    for (const close of closers.reverse()) await close();
  },
});

export { expect } from '@playwright/test';
