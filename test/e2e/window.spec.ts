import { readFileSync } from 'node:fs';
import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from './app/test.ts';

test.describe('window', () => {
  test('a dropped connection loses nothing, and a reload keeps the moment shown', async ({
    open,
    graphs,
    context,
    host,
  }) => {
    test.skip(host === 'electron', 'The desktop app has no socket to lose.');
    const sockets: WebSocketRoute[] = [];
    let refuse = false;
    await context.routeWebSocket(/\/ws$/, async (socket) => {
      if (refuse) return socket.close();
      socket.connectToServer();
      sockets.push(socket);
    });
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.run();
    await expect(studio.checkpoint(/^Step 3, .*end$/)).toBeVisible();
    const items = studio.checkpoints.getByRole('treeitem');
    const before = await items.count();

    // The second window's socket is the last one, and stays.
    const page = await context.newPage();
    await page.goto(studio.page.url());
    const toolbar = page.getByRole('toolbar', { name: 'Debug' });
    await expect(toolbar.getByRole('button', { name: 'Run' })).toBeEnabled();
    refuse = true;
    await sockets[0]?.close();
    await expect(studio.page.getByText('The connection to Retrograph is lost')).toBeVisible();
    await toolbar.getByRole('button', { name: 'Run' }).click();
    await expect(page.getByRole('treeitem', { name: /^Step 8, / })).toBeVisible();
    await expect(items).toHaveCount(before);

    refuse = false;
    await expect.poll(() => items.count()).toBeGreaterThan(before);
    await studio.checkpoint(/^Step 1, .*next second\b/).click();
    await studio.page.reload();
    await expect(studio.checkpoint(/^Step 1, .*next second\b/)).toHaveAttribute(
      'aria-selected',
      'true',
    );
  });

  test('the command palette runs commands and finds nodes', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    const palette = studio.page.getByRole('dialog', { name: 'Command palette' });
    await studio.page.keyboard.press('ControlOrMeta+Shift+P');
    await expect(palette.getByRole('option', { name: /^Continue/ })).toHaveCount(0);
    await studio.page.keyboard.insertText('new thr');
    await studio.page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(studio.threads.getByRole('option')).toHaveCount(1);

    await studio.page.keyboard.press('ControlOrMeta+Shift+P');
    await studio.page.keyboard.insertText('second');
    await studio.page.keyboard.press('Enter');
    await studio.tab('Source');
    await expect(studio.inspector.getByText(/second/).first()).toBeVisible();

    await studio.page.keyboard.press('ControlOrMeta+Shift+P');
    await studio.page.keyboard.insertText('set');
    await expect(palette.getByRole('option').first()).toHaveText(/^Settings/);
    await studio.page.keyboard.press('ControlOrMeta+A');
    await studio.page.keyboard.insertText('back up');
    await studio.page.keyboard.press('Enter');
    await expect(studio.page.getByRole('dialog', { name: 'Storage' })).toBeVisible();
  });

  test('a file dropped on the window opens; one that is nowhere is asked for', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    const drop = async (name: string, text: string) => {
      const dataTransfer = await studio.page.evaluateHandle(
        ([name, text]) => {
          const data = new DataTransfer();
          data.items.add(new File([text], name));
          return data;
        },
        [name, text] as const,
      );
      await studio.page.dispatchEvent('body', 'drop', { dataTransfer });
    };
    await drop('branch.ts', readFileSync(graphs.file('branch.ts'), 'utf8'));
    await expect(studio.page.getByRole('button', { name: /^branch/ })).toBeVisible();
    await studio.ready();
    await drop('nowhere.ts', 'export {};');
    await expect(studio.alert).toContainText('nowhere.ts');
    await expect(studio.page.getByRole('dialog', { name: 'Open' })).toBeVisible();
  });

  test('light and dark are a setting that a reload keeps', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    const root = studio.page.locator('html');
    await studio.page.keyboard.press('ControlOrMeta+,');
    const dialog = studio.page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('radio', { name: 'Dark' }).check();
    await expect(root).toHaveAttribute('data-theme', 'dark');
    await studio.page.keyboard.press('Escape');
    await studio.page.reload();
    await expect(root).toHaveAttribute('data-theme', 'dark');
    await studio.page.getByRole('button', { name: 'Light theme' }).click();
    await expect(root).toHaveAttribute('data-theme', 'light');
  });
});
