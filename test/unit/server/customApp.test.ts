import { expect, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

const web = 'test/fixtures/projects/web/langgraph.json';

test("a project's own app answers first, in the graph's process", async () => {
  const { ask, hello } = await servedCore(web);
  const { status, text } = await ask('/whoami?q=1');
  expect(status).toBe(200);
  const [session] = (await hello()).sessions;
  expect(JSON.parse(text)).toEqual({ pid: session?.runner?.pid, query: '1' });
  const echo = await ask('/echo', { method: 'POST', body: 'ähm' });
  expect(echo).toMatchObject({ status: 201, text: 'ähm' });
  expect(echo.headers.get('x-echo')).toBe('yes');
  expect(await ask('/missing')).toMatchObject({ status: 404, text: 'The app says so.' });
  expect(await ask('/throws')).toMatchObject({ status: 500 });
});

test('what it does not answer is for the server API, behind its middleware', async () => {
  const { ask, client } = await servedCore(web);
  const input = { log: [], n: 1 };
  expect(await client.runs.wait(null, 'linear', { input })).toMatchObject({ n: 23 });
  const headers = { 'X-Team': 'strangers' };
  const refused = await ask('/threads', { method: 'POST', headers, body: '{}' });
  expect(refused).toMatchObject({ status: 401, text: 'Not for strangers.' });
  const unknown = await ask('/nowhere');
  expect(unknown).toMatchObject({ status: 404 });
  expect(unknown.text).toContain('There is no GET /nowhere');
});

test('routes are off, and origins allowed, as langgraph.json says', async () => {
  const { ask } = await servedCore(web);
  expect(await ask('/store/items?namespace=a&key=b')).toMatchObject({ status: 404 });
  const from = (origin: string) => ask('/ok', { headers: { Origin: origin } });
  for (const origin of ['https://shop.example', 'https://pr.preview.example']) {
    const { status, headers } = await from(origin);
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
  }
  expect(await from('https://pr.preview.example.evil.example')).toMatchObject({ status: 403 });
});

test.for([
  ['noFetch.json', 'The export nothing of app.ts, the http app of langgraph.json, has no fetch.'],
  ['broken.json', 'The http app of langgraph.json (broken.mjs) could not be loaded: no luck.'],
] as const)('an app that cannot be used is said to whoever asks: %s', async ([config, why]) => {
  const { ask } = await servedCore(`test/fixtures/projects/web/${config}`);
  const { status, text } = await ask('/assistants/search', { method: 'POST', body: '{}' });
  expect(status).toBe(500);
  expect(text).toContain(why);
});
