import { rmSync } from 'node:fs';
import type { Studio } from './app/studio.ts';
import { expect, test } from './app/test.ts';

/** A run to the end of the graph with three nodes: a thread of five checkpoints. */
async function ran(studio: Studio) {
  await studio.ready();
  await studio.run();
  await studio.finished();
  const items = studio.checkpoints.getByRole('treeitem');
  await expect(items).toHaveCount(5);
  return { studio, items };
}

test.describe('branch and delete', () => {
  test('one task of a fan-out runs again in a thread of its own, siblings kept', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('fanout.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    await studio.checkpoint(/next work\b/).click();
    await studio.tab('Tasks');
    const tasks = studio.inspector.getByRole('list', { name: 'Tasks' });
    await tasks.getByRole('button', { name: /^work/ }).nth(1).click();
    await studio.inspector.getByRole('button', { name: 'Run this task again' }).click();
    await expect(studio.page.getByText('Branched from')).toBeVisible();
    await studio.finished();
    await expect(studio.threads.getByRole('option')).toHaveCount(2);
    await expect(studio.checkpoint(/^Step 3, .*end/)).toBeVisible();
    await studio.page.getByRole('button', { name: 'Thread 1', exact: true }).click();
    await expect(studio.threads.getByRole('option', { selected: true })).toHaveText(/^Thread 1/);
  });

  test('a branch and the thread it began from are one tree', async ({ open, graphs }) => {
    const { studio, items } = await ran(await open(graphs.file('linear.ts')));
    await studio.checkpoint(/next second\b/).click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Branch into a new thread' }).click();
    await expect(studio.page.getByText('Branched from')).toBeVisible();
    // It stands where it began, and what the thread did from there lies beside it.
    await expect(items).toHaveCount(5);
    await expect(studio.checkpoint(/^Step 1, .*next second/)).toBeVisible();
    await expect(studio.checkpoint(/^Thread 1: Step 3, .*end/)).toBeVisible();
    await studio.tool('Continue').click();
    await expect(items).toHaveCount(7);
    await expect(studio.checkpoint(/^Step 3, .*end/)).toBeVisible();
    await studio.checkpoint(/^Thread 1: Step 3, .*end/).click();
    await expect(studio.threads.getByRole('option', { selected: true })).toHaveText(
      /^Thread 1(?!,)/,
    );
    await expect(studio.checkpoint(/^Thread 1, step 1: Step 3, .*end/)).toBeVisible();
    await studio.checkpoints.getByRole('button', { name: 'Show Thread 1, step 1' }).click();
    await expect(studio.threads.getByRole('option', { selected: true })).toHaveText(
      /^Thread 1, step 1/,
    );
  });

  test('from inside a finished subgraph only what follows runs, with what was edited there', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('nested.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    const threads = studio.threads.getByRole('option');
    await studio.checkpoint(/next i2\b/).click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Replay from here' }).click();
    await expect(threads).toHaveCount(2);
    await expect(studio.checkpoint(/^Step 3, .*end$/)).toBeVisible();
    await expect(studio.checkpoint(/next i1\b/)).toHaveCount(1);

    await studio.checkpoint(/next i2\b/).click();
    await studio.writeUpdate({ nothing: 1 }, 'i1');
    await studio.press('Apply and continue');
    await expect(studio.inspector.getByText('The state has no channel nothing')).toBeVisible();
    await expect(threads).toHaveCount(2);
    await studio.fill(studio.page.getByLabel('State update'), '{"log":["edited"]}');
    await studio.press('Apply and continue');
    await expect(threads).toHaveCount(3);
    await expect(studio.checkpoint(/^Step 3, .*end$/)).toBeVisible();
    await studio.tab('State');
    const state = studio.inspector.getByRole('tree', { name: 'State' });
    await expect(state).toContainText('"pre", "m1", "i1", "edited", "i2", "m2", "post"');
  });

  test('what follows a checkpoint is deleted, after it was said what that frees', async ({
    open,
    graphs,
  }) => {
    const { studio, items } = await ran(await open(graphs.file('linear.ts')));
    await studio.checkpoint(/next third\b/).click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Delete it and all that follows…' }).click();
    const question = studio.page.getByRole('alertdialog');
    await expect(question).toContainText('Deletes 2 checkpoints and frees');
    await question.getByRole('button', { name: 'Delete' }).click();
    await expect(items).toHaveCount(3);
    await expect(items.first()).toHaveAccessibleName(/next second/);
  });

  test('a branch goes on while the thread it began from is deleted', async ({ open, graphs }) => {
    graphs.write('gate', '');
    const studio = await open(graphs.file('slow.ts'));
    await studio.ready();
    await studio.setInput({ gate: graphs.file('gate') });
    await studio.run();
    await studio.finished();
    rmSync(graphs.file('gate'));
    await studio.checkpoint(/next wait\b/).click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Branch into a new thread' }).click();
    await expect(studio.page.getByText('Branched from')).toBeVisible();
    await studio.tool('Continue').click();
    await expect(studio.node('wait')).toHaveAttribute('aria-description', /running/);
    await studio.threads.getByRole('option', { name: 'Thread 1, idle' }).click();
    await studio.page.keyboard.press('Delete');
    await studio.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    const branch = studio.threads.getByRole('option');
    await expect(branch).toHaveAccessibleName('Thread 1, step 1, running');
    await branch.click();
    graphs.write('gate', '');
    await studio.finished();
    await expect(studio.checkpoints.getByRole('treeitem')).toHaveCount(6);
    await expect(studio.checkpoint(/end\b/)).toBeVisible();
  });
});
