import type { Studio } from './app/studio.ts';
import { expect, test } from './app/test.ts';

/** By the menu of a dot, in the list, with the keyboard. */
async function add(studio: Studio, node: string, entry: string, text: string): Promise<void> {
  await studio.dot('before', node).click({ button: 'right' });
  await studio.page.getByRole('menuitem', { name: entry }).click();
  await expect(studio.page.getByRole('textbox', { name: 'Condition' })).toBeVisible();
  await expect(studio.page.locator('textarea:focus')).toHaveCount(1);
  await studio.page.keyboard.insertText(text);
  await studio.page.keyboard.press('Enter');
  await expect(studio.dot('before', node)).toHaveAttribute('aria-pressed', 'true');
}

const breakpoints = (studio: Studio) =>
  studio.page.getByRole('list', { name: 'Breakpoints' }).getByRole('listitem');

test.describe('conditions', () => {
  test('of a fan-out the one task is held for which a condition is true', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('research.ts'));
    await studio.ready();
    await add(studio, 'search', 'Add conditional breakpoint…', "question.includes('limits')");
    await expect(studio.dot('before', 'search')).toBeFocused();
    await studio.run();
    await studio.stoppedAt('breakpoint before search');
    await studio.tab('Tasks');
    const held = studio.page.getByRole('region', { name: 'Held input' });
    await expect(held).toHaveCount(1);
    await expect(held).toContainText('What are the limits of time-travel debugging?');
    await studio.tool('Continue').click();
    await studio.finished();
  });

  test('a hit count stops the second time only, and is edited in the list', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('research.ts'));
    await studio.ready();
    await studio.node('write').focus();
    await studio.page.keyboard.press('F9');
    await breakpoints(studio).hover();
    await studio.press('Edit breakpoint before write');
    await studio.fill(studio.page.getByRole('textbox', { name: 'Hit count' }), '2');
    await studio.press('Save');
    await expect(breakpoints(studio)).toContainText('hits = 2');
    await studio.run();
    await studio.stoppedAt('breakpoint before write');
    await studio.tab('Tasks');
    const held = studio.page.getByRole('region', { name: 'Held input' });
    await expect(held).toContainText('What comes after time-travel debugging?');
    await studio.tool('Continue').click();
    await studio.finished();
  });

  test('a log message is printed each time, and stops nothing', async ({ open, examples }) => {
    const studio = await open(examples.file('research.ts'));
    await studio.ready();
    await add(studio, 'plan', 'Add log message…', 'round {round} of {topic}');
    await studio.run();
    await studio.finished();
    await studio.panel('Output');
    await expect(studio.output.getByText('round 0 of time-travel debugging')).toBeVisible();
    await expect(studio.output.getByText('round 1 of time-travel debugging')).toBeVisible();
  });

  test('a condition that is no JavaScript says so in the list, and stops nothing', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('research.ts'));
    await studio.ready();
    await add(studio, 'plan', 'Add conditional breakpoint…', 'round >');
    await expect(breakpoints(studio).getByText(/Its condition is no JavaScript/)).toBeInViewport();
    await studio.run();
    await studio.finished();
  });

  test('a channel is broken at where it is written, from its line in State', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('research.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    await studio.tab('State');
    const state = studio.page.getByRole('tree', { name: 'State' });
    const choose = async (entry: string) => {
      await state.getByRole('treeitem', { name: /^findings/ }).click({ button: 'right' });
      await studio.page.getByRole('menuitem', { name: entry, exact: true }).click();
    };
    await choose('Break where it is written');
    await expect(breakpoints(studio)).toContainText('findings');
    await studio.run();
    await studio.stoppedAt('breakpoint after search');
    await studio.tab('Tasks');
    await expect(studio.page.getByRole('region', { name: 'Held output' }).first()).toContainText(
      'findings',
    );
    await studio.tab('State');
    await choose('Remove breakpoint');
    await studio.tool('Continue').click();
    await studio.finished();
  });
});
