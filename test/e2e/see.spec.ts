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
