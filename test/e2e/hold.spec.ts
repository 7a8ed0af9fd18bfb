import { expect, test } from './app/test.ts';

test('parallel tasks are held one by one: one goes on changed, one is given an output, one as it is', async ({
  open,
  graphs,
}) => {
  const studio = await open(graphs.file('functionalParallel.ts'));
  const { page } = studio;
  await studio.ready();
  // The tasks of a functional graph are known once they have run.
  await studio.run();
  await studio.finished();
  await studio.dot('before', 'flow:square').click();
  await studio.run();
  await studio.stoppedAt('breakpoint before flow:square');
  await studio.tab('Tasks');
  const held = page.getByRole('region', { name: 'Held input' });
  await expect(held).toHaveCount(3);
  await studio.fill(held.nth(0).getByLabel('Held value'), '[10]');
  await held.nth(0).getByRole('button', { name: 'Let go with this input' }).click();
  await expect(held).toHaveCount(2);
  await held.nth(0).getByRole('button', { name: 'Give an output instead…' }).click();
  await studio.fill(held.nth(0).getByLabel('Output instead'), '1000');
  await held.nth(0).getByRole('button', { name: 'Use this output instead' }).click();
  await expect(held).toHaveCount(1);
  await held.getByRole('button', { name: 'Let go', exact: true }).click();
  await studio.finished();
  await studio.tab('State');
  // 10² in place of 1², 1000 in place of 2², and 3².
  await expect(studio.inspector).toContainText('1109');
});
