import { expect, test } from './app/test.ts';

test('a form edits the input by its schema, and the JSON says the same', async ({
  open,
  graphs,
}) => {
  const studio = await open(graphs.file('zodInput.ts'));
  const { page } = studio;
  await studio.ready();
  await page.getByRole('radio', { name: 'Form' }).click();
  const depth = page.getByRole('textbox', { name: 'depth', exact: true });
  await depth.fill('9');
  await expect(depth).toHaveAccessibleDescription('This must be at most 5.');
  await depth.fill('3');
  await expect(depth).toHaveAccessibleDescription('');
  await page.getByRole('combobox', { name: 'tone' }).click();
  await page.getByRole('option', { name: 'formal' }).click();
  await page.getByRole('button', { name: 'Add to tags' }).click();
  await page.keyboard.type('moon');
  await page.getByRole('button', { name: 'Add message' }).click();
  await page.keyboard.type('At once.');
  await studio.fill(page.getByRole('textbox', { name: 'limits' }), '{"pages": 2}');
  await page.getByRole('radio', { name: 'JSON' }).click();
  await expect(page.getByRole('region', { name: 'Input' })).toContainText('"moon"');
  await page.getByRole('radio', { name: 'Form' }).click();
  await page.getByRole('textbox', { name: 'topic' }).press('ControlOrMeta+Enter');
  await expect(studio.checkpoints.getByRole('treeitem').first()).toBeVisible();
  await studio.finished();
  const state = studio.inspector.getByRole('tree');
  await expect(state).toContainText('tides ×3');
  await expect(state).toContainText('formal');
});

test('what runs are given besides the input is written beside it, and stays', async ({
  open,
  graphs,
}) => {
  const studio = await open(graphs.file('contextual.ts'));
  const { page } = studio;
  await studio.ready();
  await studio.run();
  const alert = studio.inspector.getByRole('alert');
  await expect(alert).toContainText(/^user: .*string/);
  await page.getByRole('button', { name: 'Run config' }).click();
  const config = page.getByRole('textbox', { name: 'Run config JSON' });
  await studio.fill(config, '{"user": "Ada"}');
  await expect(page.getByRole('region', { name: 'Input' }).getByRole('alert')).toContainText(
    'A run config has no user',
  );
  await studio.fill(config, '{"context": {"user": "Ada"}}');
  await page.getByRole('button', { name: 'Run with this input' }).click();
  await expect(studio.inspector.getByRole('tree')).toContainText('Hello Ada');
  await page.reload();
  await studio.ready();
  await page.getByRole('button', { name: 'Run config' }).click();
  await expect(page.getByRole('region', { name: 'Input' })).toContainText('"Ada"');
});

const factory = `
import { StateGraph, START } from '@langchain/langgraph';
import { Log, says } from './log.ts';

export function makeGraph({ configurable: { model } }: { configurable: { model?: string } }) {
  if (!model) throw new Error('No model: give configurable.model');
  return new StateGraph(Log).addNode(model, says(model)).addEdge(START, model).compile();
}
`;

test('what a function makes is made of the run config, also where it is not made without one', async ({
  open,
  graphs,
}) => {
  graphs.write('made.ts', factory);
  const studio = await open(graphs.file('made.ts'));
  const { page } = studio;
  await expect(page.getByText('No model: give configurable.model').first()).toBeVisible();
  await page.getByRole('button', { name: 'Run config' }).click();
  const config = page.getByRole('textbox', { name: 'Run config JSON' });
  await studio.fill(config, '{"configurable": {"model": "small"}}');
  await studio.press('Reload with this config');
  await studio.ready();
  await expect(studio.node('small')).toBeVisible();
  await studio.fill(config, '{"configurable": {"model": "large"}}');
  await studio.press('Run with this input');
  await expect(studio.node('large')).toHaveAttribute('aria-description', 'done');
  await expect(studio.inspector.getByRole('tree')).toContainText('large');
});
