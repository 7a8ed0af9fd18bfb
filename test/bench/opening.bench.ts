import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { browserArgs, findBrowser } from '../../scripts/findBrowser.ts';
import { fromRoot } from '../../scripts/root.ts';
import { startApp } from '../e2e/app/process.ts';
import { Studio } from '../e2e/app/studio.ts';
import { startLanggraphDev } from '../helpers/langgraphDev.ts';
import { report } from './lib/report.ts';

/**
 * Opening as a person sees it: until the graph is drawn, in a real browser; and a click on a breakpoint dot. A cold start
 * is a new process of the app in a browser that is open. A first start has an empty data directory and a browser that has
 * nothing of the app; a later one, what a person has every day, draws the graph as it was loaded last, and loads it.
 * Starts of `langgraph dev` take turns with them, so that both meet the machine in the same mood.
 */
const RUNS = 7;
const STARTS = 5;

const dataDir = mkdtempSync(join(tmpdir(), 'retrograph-bench-'));
const executablePath = findBrowser() ?? undefined;
const browser = await chromium.launch({ executablePath, args: browserArgs });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const graphs = ['linear.ts', 'branch.ts'].map((file) => fromRoot('test/fixtures/graphs', file));

/** Milliseconds from `action` until the node is in the page, by the page's own clock. */
const until = async (node: string, action: () => Promise<unknown>): Promise<number> => {
  const seen = page.evaluate((name) => {
    const selector = `[role="group"][aria-label="${name}"]`;
    return new Promise<number>((resolve) => {
      let gone = document.querySelector(selector) === null;
      const look = () => {
        const there = document.querySelector(selector) !== null;
        if (gone && there) resolve(performance.timeOrigin + performance.now());
        else requestAnimationFrame(look);
        gone ||= !there;
      };
      look();
    });
  }, node);
  const begin = Date.now();
  await action();
  return (await seen) - begin;
};

interface ColdStart {
  drawn: number;
  ready: number;
}

const coldStart = async (own: Page, directory: string): Promise<ColdStart> => {
  const begin = Date.now();
  const app = await startApp(graphs[0], directory);
  await own.goto(app.url);
  await new Studio(own).node('first').waitFor();
  const drawn = Date.now() - begin;
  await new Studio(own).ready();
  const ready = Date.now() - begin;
  await app.stop();
  return { drawn, ready };
};
const first: ColdStart[] = [];
const cold: ColdStart[] = [];
const dev: number[] = [];
for (let run = 0; run <= STARTS; run += 1) {
  const empty = mkdtempSync(join(tmpdir(), 'retrograph-bench-'));
  const stranger = await browser.newPage();
  const [one, other] = [await coldStart(stranger, empty), await coldStart(page, dataDir)];
  await stranger.close();
  rmSync(empty, { recursive: true, force: true });
  const server = await startLanggraphDev(['linear']);
  await server.close();
  // The very first of each is the file system's.
  if (run === 0) continue;
  first.push(one);
  cold.push(other);
  dev.push(server.startup);
}

const app = await startApp(graphs[0], dataDir);
await page.goto(app.url);
const studio = new Studio(page);
await studio.ready();
const dialog = page.getByRole('dialog', { name: 'Open' });
const choose = async (path: string | undefined) => {
  await page.keyboard.press('ControlOrMeta+O');
  await dialog.getByRole('textbox', { name: 'Path' }).fill(path ?? '');
};
const confirm = () => page.keyboard.press('Enter');
const warm: number[] = [];
for (let run = 0; run <= RUNS; run += 1) {
  await choose(graphs[1]);
  await confirm();
  await studio.node('look').waitFor();
  await dialog.waitFor({ state: 'detached' });
  await choose(graphs[0]);
  const time = await until('first', confirm);
  await dialog.waitFor({ state: 'detached' });
  if (run > 0) warm.push(time);
}

const dot = studio.dot('before', 'first');
const verified: number[] = [];
for (let run = 0; run <= RUNS; run += 1) {
  const time = await dot.evaluate(
    (button: HTMLButtonElement) =>
      new Promise<number>((resolve) => {
        const begin = performance.now();
        const watch = new MutationObserver(() => {
          if (button.dataset['verified'] !== 'true') return;
          watch.disconnect();
          resolve(performance.now() - begin);
        });
        watch.observe(button, { attributes: true });
        button.click();
      }),
  );
  await dot.click();
  await dot.and(page.locator('[aria-pressed="false"]')).waitFor();
  if (run > 0) verified.push(time);
}
await app.stop();
await browser.close();
rmSync(dataDir, { recursive: true, force: true });

report({
  what: 'Opening a module in a warm app, until drawn',
  ours: warm,
  promise: { atMost: 300 },
});
report({
  what: 'A click on a breakpoint dot, until verified',
  ours: verified,
  promise: { atMost: 50 },
});
const theirs = { name: 'langgraph dev (api 1.5.1), until ready', times: dev };
const drawn = (starts: ColdStart[]) => starts.map((start) => start.drawn);
const ready = (starts: ColdStart[]) => starts.map((start) => start.ready);
report({
  what: 'Cold start, until drawn',
  ours: drawn(cold),
  theirs,
  promise: { timesFaster: 2 },
});
report({ what: 'Cold start, until it can run', ours: ready(cold), theirs });
report({ what: 'First start, until drawn', ours: drawn(first), theirs });
report({ what: 'First start, until it can run', ours: ready(first), theirs });
