import { startApp } from './app/process.ts';
import { Studio } from './app/studio.ts';
import { expect, test } from './app/test.ts';

test('a window whose Retrograph was started again says so, and comes back once it is let in', async ({
  context,
  dataDir,
  graphs,
  host,
}) => {
  test.skip(host === 'electron', 'The desktop window has no address.');
  const target = graphs.file('linear.ts');
  const first = await startApp(target, dataDir);
  const page = await context.newPage();
  await page.goto(first.url);
  await new Studio(page).ready();
  await first.stop();
  await expect(page.getByText('The connection to Retrograph is lost')).toBeVisible();
  const second = await startApp(target, dataDir, new URL(first.url).port);
  const told = page.getByText('Retrograph was started again at a new address');
  await expect(told).toBeVisible();
  const other = await context.newPage();
  await other.goto(second.url);
  await new Studio(other).ready();
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(told).toBeHidden();
  await new Studio(page).ready();
  await second.stop();
});
