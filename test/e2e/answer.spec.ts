import { expect, test } from './app/test.ts';

test.describe('answer', () => {
  test('an interrupt shows what it asks and takes text', async ({ open, examples }) => {
    const studio = await open(examples.file('feedback.ts'));
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('interrupt in human_feedback');
    await expect(studio.interrupts.getByText('Please provide feedback:')).toBeVisible();
    await studio.fill(studio.interrupts.getByLabel('Resume value'), 'go to step 3!');
    await studio.interrupts.getByRole('button', { name: 'Resume', exact: true }).click();
    await studio.finished();
    await studio.tab('State');
    await expect(studio.inspector.getByText(/go to step 3!/).first()).toBeVisible();
  });

  test('a tool that asks takes JSON', async ({ open, examples }) => {
    const studio = await open(examples.file('chatbot.ts'));
    await studio.ready();
    await studio.run();
    await studio.stoppedAt('interrupt in tools');
    await studio.interrupts.getByRole('radio', { name: 'JSON' }).click();
    await studio.fill(
      studio.interrupts.getByLabel('Resume value'),
      JSON.stringify({ data: 'Use LangGraph.' }),
    );
    await studio.interrupts.getByRole('button', { name: 'Resume', exact: true }).click();
    await studio.finished();
    await studio.tab('Messages');
    await expect(studio.inspector.getByText(/Use LangGraph/).first()).toBeVisible();
  });

  test('two at once each get their own answer', async ({ open, graphs }) => {
    const studio = await open(graphs.file('twoInterrupts.ts'));
    await studio.ready();
    await studio.run();
    await expect(studio.status).toHaveText(/^stopped: interrupt in /);
    const editors = studio.interrupts.getByLabel('Resume value');
    await expect(editors).toHaveCount(2);
    const answer = async (question: string, text: string) => {
      const card = studio.interrupts.getByRole('article').filter({ hasText: question });
      await studio.fill(card.getByLabel('Resume value'), text);
      await card.getByRole('button', { name: 'Resume', exact: true }).click();
    };
    await answer('Your city?', 'Oslo');
    await expect(editors).toHaveCount(1);
    await studio.stoppedAt('interrupt in askName');
    await answer('Your name?', 'Ada');
    await studio.finished();
    await studio.tab('State');
    await expect(studio.inspector.getByRole('treeitem', { name: /city.*Oslo/ })).toBeVisible();
    await expect(studio.inspector.getByRole('treeitem', { name: /name.*Ada/ })).toBeVisible();
  });

  test('what was asked inside a subgraph before it began anew is answered as it was asked', async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('asksTwice.ts'));
    await studio.ready();
    await studio.run();
    const { interrupts } = studio;
    const answer = async (question: string, text: string) => {
      await expect(interrupts.getByText(question)).toBeVisible();
      await studio.fill(interrupts.getByLabel('Resume value'), text);
      await interrupts.getByRole('button', { name: 'Resume', exact: true }).click();
    };
    await answer('First?', 'one');
    await expect(interrupts.getByText('Second?')).toBeVisible();
    await studio.writeUpdate({ log: ['by hand'] });
    await expect(studio.page.getByText('What sub did so far is left behind')).toBeVisible();
    await studio.press('Apply and continue');
    await expect(interrupts.getByText('First?')).toBeVisible();

    await studio.checkpoint(/next second, in sub, interrupt/).click();
    await answer('Second?', 'two');
    await studio.finished();
    await studio.tab('State');
    const state = studio.inspector.getByRole('tree', { name: 'State' });
    await expect(state).toContainText('"one", "two", "after"');
    await expect(studio.threads.getByRole('option')).toHaveCount(2);
  });
});
