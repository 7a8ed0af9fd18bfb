import { expect, test } from './app/test.ts';
import type { Studio } from './app/studio.ts';

const field = ({ inspector }: Studio) => inspector.getByRole('textbox', { name: 'Find in state' });
const lines = ({ inspector }: Studio) =>
  inspector.getByRole('tree', { name: 'State' }).getByRole('treeitem');

test.describe('find', () => {
  test('a text is found in a message, opened, and looked for at another moment', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('weather.ts'));
    const { page, inspector } = studio;
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('breakpoint before ask_human');
    await lines(studio).first().click();
    const before = await lines(studio).count();

    await page.keyboard.press('ControlOrMeta+F');
    await expect(field(studio)).toBeFocused();
    await page.keyboard.type('TOOL');
    await expect(lines(studio)).toHaveText([
      /^messages\[0\]\.content.*search tool/,
      /^messages\[1\]\.tool_calls/,
      /^messages\[1\]\.tool_calls\[0\]\.type/,
      /^messages\[1\]\.invalid_tool_calls/,
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(inspector.getByRole('treeitem', { name: /^0:? .*AskHuman/ })).toBeVisible();

    await studio.checkpoint(/^Step 0,/).click();
    await expect(lines(studio)).toHaveText([/^messages\[0\]\.content.*search tool/]);
    await expect(field(studio)).toHaveValue('TOOL');
    await studio.press('Back to latest');
    await field(studio).fill('zebra');
    await expect(inspector.getByText('No match')).toBeVisible();
    await field(studio).press('Escape');
    await expect(lines(studio)).toHaveCount(before);
  });

  test('a place far down a big state is found by its path, and a text that is there once', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('bigState.ts'));
    const { page } = studio;
    await studio.ready();
    await studio.run();
    await studio.finished();
    await page.keyboard.press('ControlOrMeta+Shift+P');
    await page.keyboard.type('find in state');
    await page.keyboard.press('Enter');
    await expect(field(studio)).toBeFocused();
    await page.keyboard.type('documents[700].id');
    await expect(lines(studio)).toHaveText([/^documents\[700\]\.id\s*700/]);
    await field(studio).fill('799 lorem');
    await expect(lines(studio)).toHaveText([/^documents\[799\]\.text\s*"799 lorem/]);
    await studio.inspector.getByRole('treeitem', { name: /^documents/ }).click();
    await expect(lines(studio)).toHaveCount(2);
    await expect(lines(studio).last().locator('mark')).toBeInViewport();
    await field(studio).fill('ipsum');
    await expect(lines(studio).first()).toHaveText(/^documents\[0\]\.text/);
    await field(studio).press('ArrowDown');
    await page.keyboard.press('End');
    await expect(lines(studio).last()).toHaveText(/^More than 200 match/);
  });
});
