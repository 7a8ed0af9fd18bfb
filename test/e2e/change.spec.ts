import { expect, test } from './app/test.ts';

const answer = (id: string) => ({
  messages: [{ role: 'tool', tool_call_id: id, content: 'san francisco' }],
});

test.describe('go back and change', () => {
  test('stopped before ask_human: update as ask_human, continue with no input', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('weather.ts'));
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('breakpoint before ask_human');
    await studio.writeUpdate(answer('call_1_0'), 'ask_human');
    await studio.press('Apply and continue');
    await studio.finished();
    await studio.tab('Messages');
    await expect(studio.inspector.getByText(/sunny in San Francisco/i).last()).toBeVisible();
  });

  test('a channel inserts the answer to the call that waits, with its id', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('weather.ts'));
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('breakpoint before ask_human');
    await studio.press('Edit state');
    await studio.inspector.getByRole('button', { name: /^messages/ }).click();
    const call = studio.inspector.locator('.view-lines').getByText('call_1_0').first();
    await expect(call).toBeVisible();
    await studio.page.keyboard.type('san francisco');
    await studio.press('Apply and continue');
    await studio.finished();
    await studio.tab('Messages');
    await expect(studio.inspector.getByText(/sunny in San Francisco/i).last()).toBeVisible();
  });

  test('a fork is a new line in the tree, and the old one stays', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    const items = studio.checkpoints.getByRole('treeitem');
    const before = await items.count();
    await studio.checkpoint(/next second\b/).click();
    await studio.writeUpdate({ log: ['edited'] }, 'first');
    await studio.press('Apply');
    await expect(items).toHaveCount(before + 1);
    await expect(studio.checkpoint(/update/)).toBeVisible();
    await expect(studio.checkpoint(/next second\b/).first()).toBeVisible();
  });

  test('Replay from here runs again from a checkpoint', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    const items = studio.checkpoints.getByRole('treeitem');
    const before = await items.count();
    await studio.checkpoint(/next second\b/).click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Replay from here' }).click();
    await expect.poll(() => items.count()).toBeGreaterThan(before);
    await studio.finished();
  });

  test('Step from here runs one step from a checkpoint', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    await studio.checkpoint(/next second\b/).click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Step from here' }).click();
    await expect(studio.status).toHaveText('stopped: step, next third');
    await expect(studio.checkpoint(/next third\b/)).toHaveCount(2);
  });

  for (const [what, values, asNode, sentence] of [
    ['an unknown channel', { nothing: 1 }, 'first', /nothing/],
    ['what is not an object', [1], 'first', /object|channel/i],
  ] as const) {
    test(`${what} is refused in a sentence and the text stays`, async ({ open, graphs }) => {
      const studio = await open(graphs.file('linear.ts'));
      await studio.ready();
      await studio.run();
      await studio.finished();
      await studio.writeUpdate(values, asNode);
      await studio.press('Apply');
      await expect(studio.inspector.getByText(sentence).last()).toBeVisible();
      await expect(studio.page.getByLabel('State update')).toBeVisible();
    });
  }

  test('an ambiguous update asks whose it is', async ({ open, graphs }) => {
    const studio = await open(graphs.file('parallelError.ts'));
    await studio.ready();
    await studio.run();
    await expect(studio.status).toHaveText(/^stopped: exception in /);
    await studio.writeUpdate({ log: ['x'] });
    await studio.press('Apply');
    await expect(studio.inspector.getByText(/As node/).last()).toBeVisible();
  });
});
