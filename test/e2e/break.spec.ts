import { readFileSync } from 'node:fs';
import { expect, test } from './app/test.ts';

test.describe('break it', () => {
  test('an error is on its node with its stack; another output takes its place', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('throwsInNode.ts'));
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('exception in breaks');
    await expect(studio.node('breaks')).toHaveAttribute('aria-description', 'error');
    await studio.tab('Tasks');
    await expect(studio.inspector.getByText(/throwsInNode\.ts:6/).first()).toBeVisible();
    await expect(studio.inspector.getByText(/The table is empty/).first()).toBeVisible();
    await studio.inspector.getByRole('button', { name: 'Use this output instead' }).click();
    await studio.fill(studio.page.getByLabel('State update'), '{"log": ["by hand"]}');
    await studio.press('Apply and continue');
    await studio.finished();
  });

  test('Retry runs the failed task again', async ({ open, graphs }) => {
    const studio = await open(graphs.file('throwsOnce.ts'));
    await studio.ready();
    await studio.run();
    await expect(studio.status).toHaveText(/^stopped: exception in /);
    await studio.tab('Tasks');
    await studio.inspector.getByRole('button', { name: 'Retry' }).click();
    await studio.finished();
  });

  test('a node that spins is stopped by killing its process; Restart goes on', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('spins.ts'));
    await studio.ready();
    await studio.run();
    await expect(studio.node('spin')).toHaveAttribute('aria-description', 'running');
    await studio.tool('Stop').click();
    await expect(studio.status).toHaveText('terminated');
    await expect(studio.checkpoints.getByRole('treeitem').first()).toBeVisible();
    await studio.page.getByRole('button', { name: 'Restart' }).first().click();
    await studio.stoppedAt('pause, next spin');
  });

  test('a node that exits leaves the app alive and says so', async ({ open, graphs }) => {
    const studio = await open(graphs.file('exits.ts'));
    await studio.ready();
    await studio.run();
    await expect(studio.status).toHaveText('terminated');
    await expect(studio.page.getByText(/exited with code 3/).first()).toBeVisible();
    await expect(studio.checkpoint(/next leave/)).toBeVisible();
  });

  test('saving the source reloads it; thread and breakpoints stay', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.dot('before', 'second').click();
    await studio.run();
    await studio.stoppedAt('breakpoint before second');
    const source = readFileSync(graphs.file('linear.ts'), 'utf8');
    graphs.write(
      'linear.ts',
      source.replace(
        '.compile(',
        ".addNode('late', () => ({ log: ['late'] })).addEdge('first', 'late').compile(",
      ),
    );
    await expect(studio.node('late')).toBeVisible();
    await expect(studio.dot('before', 'second')).toHaveAttribute('aria-pressed', 'true');
    await studio.stoppedAt('breakpoint before second');
    await studio.tool('Continue').click();
    await studio.finished();
  });

  test('a BigInt is refused with its path, and what came before stays', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('bigint.ts'));
    await studio.ready();
    await studio.run();
    await expect(studio.status).toHaveText(/^stopped: exception in /);
    await studio.tab('Tasks');
    await expect(studio.inspector.getByText(/BigInt/).first()).toBeVisible();
    await expect(studio.checkpoints.getByRole('treeitem').first()).toBeVisible();
  });

  test('an input that is not JSON is one sentence, and nothing runs', async ({ open, graphs }) => {
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await studio.fill(studio.page.getByLabel('Input JSON'), '{"log": [');
    await studio.tool('Run').click();
    await expect(
      studio.page.getByRole('region', { name: 'Input' }).getByText(/JSON/).last(),
    ).toBeVisible();
    await expect(studio.status).toHaveText('idle');
  });
});
