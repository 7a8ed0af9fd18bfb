import { expect, test } from './app/test.ts';

test.describe('open', () => {
  test('the examples, and every graph of them', async ({ open, examples }) => {
    const studio = await open(examples.file('langgraph.json'));
    await studio.ready();
    await expect(studio.node('ask_human')).toBeVisible();
    await studio.chooseGraph('feedback');
    await expect(studio.node('human_feedback')).toBeVisible();
    await studio.chooseGraph('functional');
    await expect(studio.node('graph')).toBeVisible();
  });

  test('a path typed into the Open dialog, and it is a recent project afterwards', async ({
    open,
    graphs,
  }) => {
    const studio = await open();
    await studio.page.keyboard.press('ControlOrMeta+O');
    const dialog = studio.page.getByRole('dialog', { name: 'Open' });
    await dialog.getByRole('textbox', { name: 'Path' }).fill(graphs.file('linear.ts'));
    await studio.page.keyboard.press('Enter');
    await studio.ready();
    await studio.page.keyboard.press('ControlOrMeta+O');
    await expect(dialog.getByText('linear').first()).toBeVisible();
  });

  test('two graphs and no export: they are offered, and one click opens one', async ({
    open,
    graphs,
  }) => {
    graphs.write(
      'both.ts',
      `export { graph as one } from './linear.ts';\nexport { graph as two } from './branch.ts';\n`,
    );
    const studio = await open(graphs.file('both.ts'));
    await studio.page.getByRole('button', { name: /one/ }).click();
    await studio.ready();
  });

  for (const [what, file, text, sentence] of [
    ['exports no graph', 'none.ts', 'export const answer = 42;\n', /answer/],
    ['does not compile', 'broken.ts', 'export const graph = ;\n', /broken\.ts/],
    ['misses a package', 'missing.ts', "import 'not-there-at-all';\n", /not-there-at-all/],
    ['throws while it loads', 'throwing.ts', "throw new Error('no key');\nexport {};\n", /no key/],
  ] as const) {
    test(`a module that ${what} says so where the graph would be, and fixing it reloads`, async ({
      open,
      graphs,
    }) => {
      graphs.write(file, text);
      const studio = await open(graphs.file(file));
      await expect(studio.page.getByText(sentence).first()).toBeVisible();
      graphs.write(file, `export { graph, exampleInput } from './linear.ts';\n`);
      await studio.ready();
    });
  }

  test('no such file is one sentence in an alert, and the app stays as it was', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.page.keyboard.press('ControlOrMeta+O');
    const dialog = studio.page.getByRole('dialog', { name: 'Open' });
    await dialog.getByRole('textbox', { name: 'Path' }).fill('/nowhere/agent.ts');
    await studio.page.keyboard.press('Enter');
    await expect(studio.page.getByText(/\/nowhere\/agent\.ts/).last()).toBeVisible();
    await studio.page.keyboard.press('Escape');
    await expect(studio.status).toHaveText('idle');
  });
});
