import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { startApp } from '../test/e2e/app/process.ts';
import { Studio } from '../test/e2e/app/studio.ts';
import { buildStale } from './build.ts';
import { browserArgs, findBrowser } from './findBrowser.ts';
import { fromRoot } from './root.ts';

/** Draws `docs/weather-light.png` and `docs/weather-dark.png` from the running app: the README's picture. */
async function drawWeather(browser: Browser, colorScheme: 'light' | 'dark'): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'retrograph-screenshot-'));
  const app = await startApp(fromRoot('examples/weather.ts'), dataDir);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
  try {
    await page.goto(app.url);
    const studio = new Studio(page);
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('breakpoint before ask_human');
    await studio.tab('Messages');
    await studio.node('ask_human').waitFor();
    await page.screenshot({ path: fromRoot(`docs/weather-${colorScheme}.png`) });
  } finally {
    await page.close();
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await buildStale();
const browser = await chromium.launch({
  executablePath: findBrowser() ?? undefined,
  args: [...browserArgs, '--disable-gpu'],
});
await drawWeather(browser, 'light');
await drawWeather(browser, 'dark');
await browser.close();
