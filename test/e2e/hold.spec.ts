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
