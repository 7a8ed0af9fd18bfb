import { join } from 'node:path';
import { installSqliteSaver, openSaver } from '../bench/store/savers.ts';
import { saveThreads } from '../helpers/savedThreads.ts';
import { expect, test } from './app/test.ts';

test.describe('a checkpoint database', () => {
  test('is looked at, and a thread of it goes on in a project', async ({ open, graphs }) => {
    installSqliteSaver();
    const file = join(graphs.root, 'production.db');
    const { saver, close } = await openSaver('sqliteSaver', file);
    if (saver) await saveThreads(saver);
    close();

    const studio = await open(graphs.file('saved.ts'));
    const { page } = studio;
    await studio.ready();
    await page.keyboard.press('ControlOrMeta+O');
    const dialog = page.getByRole('dialog', { name: 'Open' });
    await dialog.getByRole('textbox', { name: 'Path' }).fill(file);
    await page.keyboard.press('Enter');

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
