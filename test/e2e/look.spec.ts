import { expect, test } from './app/test.ts';

test.describe('look', () => {
  test('threads are made, renamed and deleted', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.press('New thread');
    await studio.press('New thread');
    await expect(studio.threads.getByRole('option')).toHaveCount(2);
    await studio.threads.getByRole('option').first().click();
    await studio.page.keyboard.press('F2');
    await studio.page.keyboard.press('ControlOrMeta+A');
    await studio.page.keyboard.insertText('Rainy day');
    await studio.page.keyboard.press('Enter');
    await expect(studio.threads.getByRole('option', { name: /Rainy day/ })).toBeVisible();
    await studio.threads.getByRole('option', { name: /Rainy day/ }).click();
    await studio.page.keyboard.press('Delete');
    const confirm = studio.page.getByRole('button', { name: 'Delete', exact: true });
    await confirm.click();
    await expect(studio.threads.getByRole('option')).toHaveCount(1);
  });

  test('a checkpoint shows its moment: the canvas, the state, the tasks', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    await studio.checkpoint(/next second\b/).click();
    await expect(studio.node('second')).toHaveAttribute('aria-description', 'next');
    await expect(studio.node('first')).toHaveAttribute('aria-description', 'done');
    await studio.tab('State');
    await expect(studio.inspector.getByRole('treeitem', { name: /log/ }).first()).toBeVisible();
    await studio.tab('Diff');
    for (const name of ['Changes, before', 'Changes, after']) {
      await expect(studio.inspector.getByRole('textbox', { name })).toBeAttached();
    }
    await studio.tab('Tasks');
    await expect(studio.inspector.getByText('second', { exact: true }).first()).toBeVisible();
  });

  test('messages as a chat, the source at its line, output with its task', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('weatherInterrupt.ts'));
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('interrupt in ask_human');
    await studio.tab('Messages');
    await expect(studio.inspector.getByText(/AskHuman/).first()).toBeVisible();
    await studio.node('agent').click();
    await studio.tab('Source');
    await expect(studio.inspector.getByText(/callModel/).first()).toBeVisible();
  });

  test('what a node prints is in Output, with its name', async ({ open, graphs }) => {
    const studio = await open(graphs.file('prints.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    await studio.panel('Output');
    await expect(studio.output.getByText(/more not shown|\w/).first()).toBeVisible();
  });
});
