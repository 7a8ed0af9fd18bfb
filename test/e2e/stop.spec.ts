import { expect, test } from './app/test.ts';

test.describe('stop', () => {
  test('a click on a dot stops before the node, another after it; both are kept', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.dot('before', 'second').click();
    await expect(studio.dot('before', 'second')).toHaveAttribute('aria-pressed', 'true');
    await studio.run();
    await studio.stoppedAt('breakpoint before second');
    await expect(studio.node('second')).toHaveAttribute('aria-description', 'next');
    await studio.dot('after', 'second').click();
    await studio.page.keyboard.press('F5');
    await studio.stoppedAt('breakpoint after second');
    await studio.page.reload();
    await studio.stoppedAt('breakpoint after second');
    await expect(studio.dot('before', 'second')).toHaveAttribute('aria-pressed', 'true');
    await studio.tool('Continue').click();
    await studio.finished();
  });

  test('F9 on the focused node; Step over goes one super-step', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.node('first').focus();
    await studio.page.keyboard.press('F9');
    await expect(studio.dot('before', 'first')).toHaveAttribute('aria-pressed', 'true');
    await studio.run();
    await studio.stoppedAt('breakpoint before first');
    await studio.page.keyboard.press('F10');
    await studio.stoppedAt('step, next second');
  });

  test('a breakpoint inside a subgraph, and Step into', async ({ open, examples }) => {
    const studio = await open(examples.file('travel.ts'));
    await studio.ready();
    const inner = studio.graph.getByRole('group', { name: /^[^:]+:(?!__)[^:]+$/ }).first();
    const id = (await inner.getAttribute('aria-label')) ?? '';
    await studio.dot('before', id).click();
    await studio.run();
    await studio.stoppedAt(`breakpoint before ${id}`);
    await studio.page.keyboard.press('F11');
    await expect(studio.status).toHaveText(/^stopped: step, next |^idle$/);
  });

  test('Pause stops a run at the next boundary, and it goes on from there', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('slow.ts'));
    await studio.ready();
    await studio.setInput({ gate: graphs.file('gate') });
    await studio.run();
    await expect(studio.node('wait')).toHaveAttribute('aria-description', 'running');
    await studio.tool('Pause').click();
    graphs.write('gate', '');
    await studio.stoppedAt('pause, next after');
    await studio.tool('Step over').click();
    await studio.stoppedAt('step, next last');
    await studio.tool('Continue').click();
    await studio.finished();
  });

  test('Stop ends a run in the middle of a node; Continue runs that node again', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('slow.ts'));
    await studio.ready();
    await studio.setInput({ gate: graphs.file('gate') });
    await studio.run();
    await expect(studio.node('wait')).toHaveAttribute('aria-description', 'running');
    await studio.tool('Stop').click();
    await studio.stoppedAt('pause, next wait');
    graphs.write('gate', '');
    await studio.tool('Continue').click();
    await studio.finished();
  });

  test('a breakpoint set while a run is under way stops it', async ({ open, graphs }) => {
    const studio = await open(graphs.file('slow.ts'));
    await studio.ready();
    await studio.setInput({ gate: graphs.file('gate') });
    await studio.run();
    await expect(studio.node('wait')).toHaveAttribute('aria-description', 'running');
    await studio.dot('before', 'last').click();
    await expect(studio.dot('before', 'last')).toHaveAttribute('data-verified', 'true');
    graphs.write('gate', '');
    await studio.stoppedAt('breakpoint before last');
  });
});
