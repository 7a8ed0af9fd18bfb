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

test('the messages that a held node is given are edited as LangGraph stores them', async ({
  open,
  examples,
}) => {
  const studio = await open(examples.file('weather.ts'));
  const { page } = studio;
  await studio.ready();
  await studio.dot('before', 'agent').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add conditional breakpoint…' }).click();
  await studio.fill(page.getByRole('textbox', { name: 'Condition' }), 'messages.length === 1');
  await page.keyboard.press('Enter');
  await studio.run();
  await studio.stoppedAt('breakpoint before agent');
  await studio.tab('Tasks');
  const held = page.getByRole('region', { name: 'Held input' });
  await expect(held).toContainText('"human"');
  await studio.press('Edit this input…');
  await expect(held).toContainText('"HumanMessage"');
  const message = {
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', 'HumanMessage'],
    kwargs: { content: 'The weather in Oslo, please' },
  };
  await studio.fill(held.getByLabel('Held value'), JSON.stringify({ messages: [message] }));
  await studio.press('Let go with this input');
  await studio.finished();
  await studio.tab('Messages');
  await expect(studio.inspector).toContainText('sunny in Oslo');
});

test('a task that fails is held where it fails, and runs again with another input', async ({
  open,
  graphs,
}) => {
  const studio = await open(graphs.file('fails.ts'));
  const { page } = studio;
  await studio.ready();
  const errors = page.getByRole('checkbox', { name: 'Enable breakpoint on errors' });
  await errors.click();
  await expect(errors).toBeChecked();
  await studio.run();
  await studio.stoppedAt('exception in sub:check');
  await studio.tab('Tasks');
  const held = page.getByRole('region', { name: 'Held input' });
  await expect(held).toHaveCount(1);
  await expect(studio.inspector).toContainText('RangeError: 1 is too small');
  await studio.press('Run again');
  await studio.stoppedAt('exception in sub:check');
  await studio.fill(held.getByLabel('Held value'), '{ "n": 5, "log": [] }');
  await studio.press('Run again with this input');
  await studio.finished();
  await studio.tab('State');
  await expect(studio.inspector).toContainText('check 5');
  await studio.run();
  await studio.stoppedAt('exception in sub:check');
  await studio.tab('Tasks');
  await studio.press('Let it fail');
  await expect(held).toHaveCount(0);
  await studio.stoppedAt('exception in sub:check');
  await expect(studio.inspector.getByRole('button', { name: 'Retry' }).first()).toBeVisible();
});

test('a run is stopped where a router takes an edge, and not where it takes another', async ({
  open,
  graphs,
}) => {
  const studio = await open(graphs.file('branch.ts'));
  const { page } = studio;
  await studio.ready();
  const dot = (to: string) =>
    studio.graph.getByRole('button', { name: `Breakpoint on look → ${to}`, exact: true });
  await dot('triple').click();
  await expect(dot('triple')).toHaveAttribute('aria-pressed', 'true');
  await studio.run();
  await studio.stoppedAt('breakpoint after look');
  await studio.tab('Tasks');
  const held = page.getByRole('region', { name: 'Held output' });
  await expect(held).toContainText('the graph goes on to triple');
  await expect(held).toContainText('It is written');
  await studio.press('Let go');
  await studio.finished();
  await dot('triple').click();
  await dot('halve').click();
  await studio.run();
  await studio.finished();
});
