import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installSqliteSaver, openSaver } from '../bench/store/savers.ts';
import { saveThreads } from '../helpers/savedThreads.ts';
import { expect, test } from './app/test.ts';

test.describe('a checkpoint database', () => {
  test('is dropped on the window and looked at, and a thread of it goes on in a project', async ({
    open,
    graphs,
  }) => {
    installSqliteSaver();
    const file = join(graphs.root, 'production.db');
    const { saver, close } = await openSaver('sqliteSaver', file);
    if (saver) await saveThreads(saver);
    close();

    const studio = await open(graphs.file('saved.ts'));
    const { page } = studio;
    await studio.ready();
    // A browser tells the page what is in the file, and not where it lies.
    const dataTransfer = await page.evaluateHandle((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dropped = new DataTransfer();
      dropped.items.add(new File([bytes], 'production.db'));
      return dropped;
    }, readFileSync(file).toString('base64'));
    await page.dispatchEvent('body', 'drop', { dataTransfer });

    await studio.threads.getByRole('option', { name: /asking/ }).click();
    await expect(studio.status).toHaveText('stopped: interrupt');
    await expect(studio.node('worker')).toBeVisible();
    await expect(studio.tool('Run')).toBeDisabled();
    await expect(studio.tool('Continue')).toBeDisabled();
    await studio.tab('Messages');
    await expect(studio.inspector.getByText('I look it up.')).toBeVisible();

    const head = studio.checkpoints.getByRole('treeitem').filter({ hasText: 'ask' }).first();
    await head.click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Copy into saved\.ts and debug from here/ }).click();
    await expect(studio.status).toHaveText('stopped: interrupt in ask');
    await studio.fill(studio.interrupts.getByRole('textbox', { name: 'Resume value' }), 'yes');
    await studio.interrupts.getByRole('button', { name: 'Resume' }).click();
    await expect(studio.status).toHaveText('idle');
    await studio.tab('State');
    await expect(studio.inspector.getByText('"yes"').first()).toBeVisible();
  });
});
