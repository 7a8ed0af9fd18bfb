import { readFileSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { pythonEnvironment } from '../helpers/python.ts';
import { expect, test } from './app/test.ts';

test.describe('a Python file', () => {
  // The first time, its packages are installed.
  test.setTimeout(600_000);

  test('runs, stops, is answered, prints, and starts again when it is saved', async ({
    open,
    python,
  }) => {
    const { executable = '', missing } = await pythonEnvironment();
    test.skip(missing !== undefined, missing);
    symlinkSync(dirname(dirname(executable)), python.file('.venv'));

    const studio = await open(python.file('feedback.py'));
    await studio.ready();
    await studio.dot('before', 'step_3').click();
    await studio.setInput({ input: 'hello world' });
    await studio.run();
    await studio.stoppedAt('interrupt in human_feedback');
    await expect(studio.interrupts.getByText('Please provide feedback:')).toBeVisible();
    const answer = studio.interrupts.getByRole('textbox', { name: 'Resume value' });
    await studio.fill(answer, 'go to step 3!');
    await studio.interrupts.getByRole('button', { name: 'Resume' }).click();
    await studio.stoppedAt('breakpoint before step_3');
    await studio.tool('Continue').click();
    await studio.finished();
    await studio.tab('State');
    await expect(studio.inspector.getByText('"go to step 3!"').first()).toBeVisible();
    await studio.panel('Output');
    await expect(studio.output.getByText('---Step 3---')).toBeVisible();

    const text = readFileSync(python.file('feedback.py'), 'utf8');
    python.write('feedback.py', text.replace('def step_1(state):', 'def step_1(state:'));
    const problem = studio.page.getByRole('region', { name: 'Load problem' });
    await expect(problem).toContainText("'(' was never closed");
    python.write('feedback.py', text.replaceAll('step_3', 'last_step'));
    await expect(studio.node('last_step')).toBeVisible();
    await studio.finished();
    // Nothing had to be told of the time without a server.
    await expect(studio.alert).toHaveCount(0);
  });
});
