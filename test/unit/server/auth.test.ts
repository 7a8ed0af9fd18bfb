import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@langchain/langgraph-sdk';
import { expect, test } from 'vitest';
import { fromRoot } from '../../../scripts/root.ts';
import { collect, servedCore } from '../../helpers/servedCore.ts';
import { tempProject } from '../../helpers/tempProject.ts';

/** What the handlers of `test/fixtures/projects/guarded/src/auth.ts` allow. */
const guarded = 'test/fixtures/projects/guarded';

async function people() {
  const { api } = await servedCore(`${guarded}/langgraph.json`);
  const as = (headers: Record<string, string>) =>
    new Client({
      apiUrl: api,
      apiKey: null,
      callerOptions: { maxRetries: 0 },
      defaultHeaders: headers,
    });
  return {
    api,
    ada: as({ authorization: 'Bearer ada' }),
    bob: as({ authorization: 'Bearer bob' }),
    studio: as({ 'x-auth-scheme': 'langsmith' }),
  };
}

const status = (code: number) => ({ status: code });

test('who is nobody is refused with what the project says', async () => {
  const { ask } = await servedCore(`${guarded}/langgraph.json`);
  const { status: code, text, headers } = await ask('/threads', { method: 'POST', body: '{}' });
  expect([code, JSON.parse(text)]).toEqual([401, { detail: 'Say who you are.' }]);
  expect(headers.get('www-authenticate')).toBe('Bearer');
  expect(await ask('/nowhere')).toMatchObject(status(401));
  // What a client looks at before it knows whom to ask for.
  for (const path of ['/ok', '/info']) expect(await ask(path)).toMatchObject(status(200));
});

test("another's thread is as one that is not there, whatever is asked of it", async () => {
  const { ada, bob } = await people();
  const { thread_id, metadata } = await ada.threads.create({ metadata: { topic: 'loom' } });
  expect(metadata).toMatchObject({ owner: 'ada', topic: 'loom' });
  await ada.runs.wait(thread_id, 'whoami', { input: {} });
  const [run] = await ada.runs.list(thread_id);
  const run_id = run?.run_id ?? '';
  const values = { id: 'me' };
  const attempts = [
    (id: string) => bob.threads.get(id),
    (id: string) => bob.threads.getState(id),
    (id: string) => bob.threads.getHistory(id),
    (id: string) => bob.threads.update(id, { metadata: { owner: 'bob' } }),
    (id: string) => bob.threads.updateState(id, { values }),
    (id: string) => bob.threads.copy(id),
    (id: string) => bob.threads.delete(id),
    (id: string) => bob.runs.create(id, 'whoami', { input: {} }),
    (id: string) => bob.runs.wait(id, 'whoami', { input: {}, ifNotExists: 'create' }),
    (id: string) => collect(bob.runs.stream(id, 'whoami', { input: {} })),
    (id: string) => bob.runs.list(id),
    (id: string) => bob.runs.get(id, run_id),
    (id: string) => bob.runs.join(id, run_id),
    (id: string) => collect(bob.runs.joinStream(id, run_id)),
    (id: string) => bob.runs.cancel(id, run_id),
    (id: string) => bob.runs.delete(id, run_id),
  ];
  for (const attempt of attempts) {
    await expect(attempt(thread_id)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(`There is no thread ${thread_id}.`) as string,
    });
  }
  await expect(bob.threads.get(randomUUID())).rejects.toMatchObject(status(404));
  await expect(
    bob.threads.create({ threadId: thread_id, ifExists: 'do_nothing' }),
  ).rejects.toMatchObject(status(409));
  expect((await ada.threads.get(thread_id)).metadata).toMatchObject({ owner: 'ada' });
  expect(await ada.runs.get(thread_id, run_id)).toMatchObject({ status: 'success' });
});

test('a search shows what is theirs, and the window shows everything', async () => {
  const { ada, bob } = await people();
  const mine = await bob.threads.create({ metadata: { kind: 'search' } });
  const theirs = await ada.threads.create({ metadata: { kind: 'search' } });
  const found = await bob.threads.search({ metadata: { kind: 'search' } });
  expect(found.map(({ thread_id }) => thread_id)).toEqual([mine.thread_id]);
  expect(await bob.threads.count({ metadata: { kind: 'search' } })).toBe(1);
  const { listThreads, sessionId } = await servedCore(`${guarded}/langgraph.json`);
  const all = (await listThreads({ sessionId })).threads.map(({ thread_id }) => thread_id);
  expect(all).toEqual(expect.arrayContaining([mine.thread_id, theirs.thread_id]));
});

test('a run sees its user, whom no client can make up', async () => {
  const { ada, bob } = await people();
  const config = { configurable: { langgraph_auth_user_id: 'bob' } };
  const thread_id = randomUUID();
  const run = { input: {}, config, ifNotExists: 'create' } as const;
  expect(await ada.runs.wait(thread_id, 'whoami', run)).toEqual({
    id: 'ada',
    user: {
      identity: 'ada',
      display_name: 'ada',
      is_authenticated: true,
      team: 'engines',
      permissions: ['assistants'],
    },
  });
  // The thread that it made is its user's.
  expect((await ada.threads.get(thread_id)).metadata).toMatchObject({ owner: 'ada' });
  await expect(bob.threads.get(thread_id)).rejects.toMatchObject(status(404));
});

test('a run is told the headers of its request, but no keys', async () => {
  const { api } = await people();
  const client = new Client({
    apiUrl: api,
    apiKey: 'secret',
    defaultHeaders: { authorization: 'Bearer ada', 'X-Team': 'engines' },
  });
  const config = { configurable: { 'x-team': 'made up' } };
  const values = await client.runs.wait(null, 'whoami', { input: {}, config });
  expect(values).toMatchObject({ told: { 'x-team': 'engines' } });
});

test("a project's own app is told who asks, and answers nobody else", async () => {
  const { ask } = await servedCore(`${guarded}/withApp.json`);
  expect(await ask('/me')).toMatchObject(status(401));
  const { text } = await ask('/me', { headers: { authorization: 'Bearer ada' } });
  expect(JSON.parse(text)).toMatchObject({ user: { identity: 'ada' }, scopes: ['assistants'] });
});

test('a run without a thread is found by its user only, also when it is over', async () => {
  const { ada, bob } = await people();
  const { run_id } = await ada.runs.create(null, 'whoami', { input: {} });
  const { api } = await people();
  const join = (who: string) =>
    fetch(`${api}/runs/${run_id}/stream`, { headers: { authorization: `Bearer ${who}` } });
  expect(await (await join('ada')).text()).toContain('event: values');
  expect((await join('bob')).status).toBe(404);
  expect(await bob.runs.wait(null, 'whoami', { input: {} })).toMatchObject({ id: 'bob' });
});

test('assistants and the store have handlers of their own', async () => {
  const { ada, bob } = await people();
  const assistant = { graphId: 'whoami', name: 'Of Ada' };
  await expect(bob.assistants.create(assistant)).rejects.toMatchObject(status(403));
  expect(await ada.assistants.create(assistant)).toMatchObject({ name: 'Of Ada' });

  const value = { colour: 'blue' };
  await expect(bob.store.putItem(['ada'], 'k', value)).rejects.toMatchObject(status(403));
  for (const [who, name] of [
    [ada, 'ada'],
    [bob, 'bob'],
  ] as const) {
    await who.store.putItem(['notes', name], 'k', value);
  }
  await expect(bob.store.getItem(['notes', 'ada'], 'k')).rejects.toMatchObject(status(404));
  await expect(bob.store.deleteItem(['notes', 'ada'], 'k')).rejects.toMatchObject(status(404));
  const { items } = await bob.store.searchItems(['notes']);
  expect(items.map(({ namespace }) => namespace)).toEqual([['notes', 'bob']]);
  expect(await ada.store.listNamespaces({ prefix: ['notes'] })).toEqual({
    namespaces: [['notes', 'ada']],
  });
  expect(await ada.store.getItem(['notes', 'ada'], 'k')).toMatchObject({ value });
});

test("LangGraph Studio is a user of its own, unless the project won't have it", async () => {
  const { studio } = await people();
  expect(await studio.runs.wait(null, 'whoami', { input: {} })).toMatchObject({
    id: 'langgraph-studio-user',
  });
  const { ask } = await servedCore(`${guarded}/noStudio.json`);
  const headers = { 'x-auth-scheme': 'langsmith' };
  expect(await ask('/threads/search', { method: 'POST', headers, body: '{}' })).toMatchObject(
    status(401),
  );
});

test('a module opened directly is served as the langgraph.json beside it says', async () => {
  const { ask } = await servedCore(`${guarded}/src/whoami.ts`);
  expect(await ask('/threads', { method: 'POST', body: '{}' })).toMatchObject(status(401));
  const headers = { authorization: 'Bearer bob' };
  expect(await ask('/threads', { method: 'POST', headers, body: '{}' })).toMatchObject(status(200));
});

test.for([
  ['broken.json', 'The auth of langgraph.json (broken.mjs) could not be loaded: no luck.'],
  ['notAnAuth.json', 'The export graph of whoami.ts, the auth of langgraph.json, is not an Auth.'],
  ['asksNobody.json', 'the auth of langgraph.json, has no authenticate handler.'],
  ['faulty.json', 'The auth of langgraph.json (auth.ts) failed: The key ring is lost.'],
] as const)('nobody is let in by handlers that cannot be asked: %s', async ([config, why]) => {
  const { ask, getOutput, sessionId } = await servedCore(`${guarded}/${config}`);
  const { status: code, text } = await ask('/threads', { method: 'POST', body: '{}' });
  expect(code).toBe(500);
  expect((JSON.parse(text) as { detail: string }).detail).toContain(why);
  const printed = (await getOutput({ sessionId })).map((line) => line.text).join('\n');
  expect(printed).toContain(why);
});

test.for([
  ['of a langgraph.json', ''],
  ['beside a module opened directly', 'src/whoami.ts'],
])('handlers that are mended and saved let in whom they should: %s', async ([, target]) => {
  const root = tempProject({
    'package.json': '{"type": "module"}',
    'langgraph.json': readFileSync(fromRoot(guarded, 'langgraph.json'), 'utf8'),
    'src/whoami.ts': readFileSync(fromRoot(guarded, 'src/whoami.ts'), 'utf8'),
    'src/auth.ts': 'export const auth = ;',
  });
  const { ask } = await servedCore(join(root, target ?? ''));
  const create = () => {
    const headers = { authorization: 'Bearer bob' };
    return ask('/threads', { method: 'POST', headers, body: '{}' });
  };
  expect(await create()).toMatchObject(status(500));
  copyFileSync(fromRoot(guarded, 'src/auth.ts'), join(root, 'src/auth.ts'));
  await expect.poll(create, { timeout: 20_000 }).toMatchObject(status(200));
});
