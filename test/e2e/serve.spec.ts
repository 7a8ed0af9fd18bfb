import { createServer } from 'node:http';
import { once } from 'node:events';
import { Client } from '@langchain/langgraph-sdk';
import type { Studio } from './app/studio.ts';
import { expect, test } from './app/test.ts';

const input = { log: [], n: 1 };

/** Serves the open project from its menu, on any free port. */
async function serve(studio: Studio): Promise<Client> {
  await openDialog(studio);
  await studio.fill(port(studio), ' ');
  await studio.page.keyboard.press('Enter');
  const address = served(studio).getByRole('button', { name: /^Copy http/ });
  const apiUrl = (await address.getAttribute('aria-label'))?.replace('Copy ', '');
  return new Client({ apiUrl, apiKey: null, callerOptions: { maxRetries: 0 } });
}

async function openDialog({ page }: Studio): Promise<void> {
  await page.getByRole('button', { name: 'linear.ts' }).click();
  await page.getByRole('menuitem', { name: 'Serve this project…' }).click();
}

const served = ({ page }: Studio) => page.getByRole('group', { name: 'Served at' });
const port = ({ page }: Studio) => page.getByRole('textbox', { name: 'Port' });

/** The names of a stream's events, once it has ended. */
async function eventsOf(stream: AsyncIterable<{ event: string; data: unknown }>) {
  const events: string[] = [];
  for await (const { event, data } of stream) {
    events.push(event === 'updates' ? Object.keys(data as object).join() : event);
  }
  return events;
}

test.describe('serve', () => {
  test("a client's run appears, stops at a breakpoint, and goes on in the window", async ({
    open,
    graphs,
  }) => {
    const studio = await open(graphs.file('linear.ts'));
    const { page } = studio;
    await studio.ready();
    const client = await serve(studio);
    await studio.dot('before', 'second').click();
    await expect(studio.dot('before', 'second')).toHaveAttribute('data-verified', 'true');

    const { thread_id } = await client.threads.create();
    const run = () =>
      eventsOf(client.runs.stream(thread_id, 'linear', { input, streamMode: 'updates' }));
    const continued = run();
    await studio.threads.getByRole('option', { name: /stopped/ }).click();
    await studio.stoppedAt('breakpoint before second');
    expect(await client.threads.get(thread_id)).toMatchObject({ status: 'busy' });
    await page.reload();
    await studio.stoppedAt('breakpoint before second');
    await studio.tool('Continue').click();
    await studio.finished();
    expect(await continued).toEqual(['metadata', 'first', 'second', 'third']);

    const stopped = run();
    await studio.stoppedAt('breakpoint before second');
    await studio.tool('Stop').click();
    expect(await stopped).toEqual(['metadata', 'first']);
    await studio.stoppedAt('breakpoint before second');
    await expect(studio.tool('Stop')).toBeDisabled();
    expect(await client.runs.list(thread_id)).toMatchObject([
      { status: 'interrupted' },
      { status: 'success' },
    ]);

    await served(studio).getByRole('button', { name: 'Stop serving' }).click();
    await expect(served(studio)).toBeHidden();
    await expect(client.assistants.search()).rejects.toThrow();
    await studio.tool('Continue').click();
    await studio.finished();
  });

  test('a page from elsewhere may use it once Settings allow its origin', async ({
    host,
    open,
    graphs,
  }) => {
    test.skip(host === 'electron', 'The desktop app opens no pages from elsewhere.');
    const studio = await open(graphs.file('linear.ts'));
    const { page } = studio;
    await studio.ready();
    await serve(studio);
    const copy = served(studio).getByRole('button', { name: /^Copy http/ });
    const api = `http://${await copy.textContent()}`;
    const context = page.context();
    const elsewhere = await context.newPage();
    // What Chromium asks a person before a page of the web reaches this machine.
    await context.grantPermissions(['local-network-access'], { origin: 'https://app.example.com' });
    await elsewhere.route('https://app.example.com/', (route) => route.fulfill({ body: 'a page' }));
    await elsewhere.goto('https://app.example.com/');
    const search = () =>
      elsewhere.evaluate(async (url) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
        return (await answer.json()) as unknown;
      }, `${api}/assistants/search`);
    await expect(search()).rejects.toThrow('Failed to fetch');

    await page.bringToFront();
    await page.keyboard.press('ControlOrMeta+,');
    const origins = page.getByRole('textbox', { name: 'Allowed origins' });
    await origins.fill('app.example.com');
    const save = page.locator('form').filter({ has: origins }).getByRole('button');
    await save.click();
    await expect(studio.alert).toContainText('app.example.com is not an origin.');
    await origins.fill('https://app.example.com/');
    await save.click();
    await expect(origins).toHaveValue('https://app.example.com');
    expect(await search()).toMatchObject([{ graph_id: 'linear' }]);
  });

  test('a port in use is said where it was given, and another one is taken', async ({
    open,
    graphs,
  }) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as { port: number }).port;
    const studio = await open(graphs.file('linear.ts'));
    await studio.ready();
    await openDialog(studio);
    await studio.fill(port(studio), String(taken));
    await studio.page.keyboard.press('Enter');
    const dialog = studio.page.getByRole('dialog', { name: 'Serve this project' });
    await expect(dialog.getByRole('alert')).toContainText(
      `Port ${taken} for the LangGraph API is in use.`,
    );
    await expect(port(studio)).toHaveValue(String(taken));
    other.close();
    await dialog.getByRole('button', { name: 'Serve', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(served(studio)).toContainText(`127.0.0.1:${taken}`);
  });
});
