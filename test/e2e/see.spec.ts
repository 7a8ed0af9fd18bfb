import { expect, test } from './app/test.ts';

test.describe('see', () => {
  test('subgraphs are boxes that fold in place', async ({ open, graphs }) => {
    const studio = await open(graphs.file('nested.ts'));
    await studio.ready();
    const inner = studio.graph.getByRole('group', { name: /:/ });
    await expect(inner.first()).toBeVisible();
    const open1 = studio.graph.getByRole('button', { name: /^Collapse/ });
    await open1.first().click();
    await studio.graph
      .getByRole('button', { name: /^Expand/ })
      .first()
      .click();
    await expect(inner.first()).toBeVisible();
  });

  test('all that is drawn stays in view when a subgraph is folded; a view of one’s own stays where it is', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('travel.ts'));
    await studio.ready();
    const boxes = studio.graph.getByRole('group');
    const allInView = async (count: number) => {
      await expect(boxes).toHaveCount(count);
      for (const box of await boxes.all()) await expect(box).toBeInViewport({ ratio: 0.99 });
    };
    await allInView(13);
    await studio.press('Collapse plan');
    await allInView(5);
    await studio.press('Expand plan');
    await allInView(13);

    await studio.press('Zoom In');
    const fold = studio.graph.getByRole('button', { name: /^(Collapse|Expand) plan$/ });
    const before = await fold.boundingBox();
    await fold.click();
    await expect(boxes).toHaveCount(5);
    const after = await fold.boundingBox();
    expect(Math.abs((after?.x ?? 0) - (before?.x ?? 0))).toBeLessThan(24);
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(24);
  });

  test('a large graph begins where it starts; what is sought and where it stops come into view', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('manyNodes.ts'));
    const { page } = studio;
    await studio.ready();
    const inView = (node: string) => expect(studio.node(node)).toBeInViewport({ ratio: 0.99 });
    await inView('__start__');
    await expect(studio.node('n39')).not.toBeInViewport();
    await studio.press('Fit View');
    await inView('__start__');
    await inView('n39');
    await inView('__end__');

    await page.keyboard.press('ControlOrMeta+Shift+P');
    await page.keyboard.type('n20');
    await page.keyboard.press('Enter');
    await expect(studio.node('n20')).toBeFocused();
    await inView('n20');
    await expect(studio.node('n0')).not.toBeInViewport();

    await page.keyboard.press('F9');
    await page.keyboard.press('F10');
    await studio.stoppedAt('step, next n0');
    await inView('n0');
    await expect(studio.node('n20')).not.toBeInViewport();
    await page.keyboard.press('F5');
    await studio.stoppedAt('breakpoint before n20');
    await inView('n20');
    await page.keyboard.press('Tab');
    await expect(studio.node('n20')).toBeInViewport();
  });

  test('each node says its status; the run marks what it did', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    await expect(studio.node('first')).toHaveAttribute('aria-description', 'done');
  });

  test('a router without a path map may go anywhere until a run shows where', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('anywhere.ts'));
    await studio.ready();
    await expect(studio.node('choose').getByRole('img', { name: /anywhere/ })).toBeVisible();
    const edges = studio.graph.locator('.react-flow__edge');
    const before = await edges.count();
    await studio.run();
    await studio.finished();
    await expect(edges).toHaveCount(before + 1);
  });

  test('checkpoints that are read stay where they are while others come in', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('manySteps.ts'));
    await studio.ready();
    await studio.run();
    await studio.finished();
    const tree = studio.checkpoints;
    await tree.hover();
    await studio.page.mouse.wheel(0, 300);
    const read = tree.getByRole('treeitem', { name: /^Step 9,/ });
    await expect(read).toBeInViewport();
    const place = await read.boundingBox();
    await studio.run();
    await studio.finished();
    await expect(tree.getByRole('treeitem', { name: /^Step 2\d,/ }).first()).not.toBeInViewport();
    await expect(read).toBeInViewport();
    expect((await read.boundingBox())?.y).toBe(place?.y);
  });

  test('a functional graph shows its call tree, built from what ran', async ({
    open,
    examples,
  }) => {
    const studio = await open(examples.file('functional.ts'));
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('interrupt in graph:human_feedback');
    await expect(studio.node('graph:step_1')).toHaveAttribute('aria-description', 'done');
    await expect(studio.node('graph:human_feedback')).toHaveAttribute(
      'aria-description',
      'interrupted',
    );
  });
});
