import { expect, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

const nested = 'test/fixtures/graphs/nested.ts';
const zodInput = 'test/fixtures/graphs/zodInput.ts';

test('every graph has an assistant, whose id LangGraph would give it too', async () => {
  const { client } = await servedCore(nested);
  const [system] = await client.assistants.search({ metadata: { created_by: 'system' } });
  expect(system).toMatchObject({
    assistant_id: '0813419b-f0e6-579e-bdee-18d9fdf48632',
    graph_id: 'nested',
    name: 'nested',
    version: 1,
  });
  expect(await client.assistants.get(system?.assistant_id ?? '')).toEqual(system);
  expect(await client.assistants.get('nested')).toEqual(system);
});

test('an assistant is made, changed, goes back to a version, and is deleted', async () => {
  const { client } = await servedCore(nested);
  const { assistants } = client;
  const assistantId = crypto.randomUUID();
  const made = await assistants.create({
    assistantId,
    graphId: 'nested',
    name: 'First',
    description: 'of its kind',
    metadata: { team: 'a' },
    config: { configurable: { tone: 'kind' } },
    context: { user: 'ann' },
  });
  expect(made).toMatchObject({
    assistant_id: assistantId,
    version: 1,
    name: 'First',
    description: 'of its kind',
    config: { configurable: { tone: 'kind' } },
    context: { user: 'ann' },
  });
  await expect(assistants.create({ assistantId, graphId: 'nested' })).rejects.toThrow('409');
  const again = { assistantId, graphId: 'nested', ifExists: 'do_nothing' } as const;
  expect(await assistants.create(again)).toEqual(made);

  const second = { name: 'Second', metadata: { level: 2 } };
  expect(await assistants.update(assistantId, second)).toMatchObject({
    version: 2,
    name: 'Second',
    metadata: { team: 'a', level: 2 },
    description: 'of its kind',
  });
  const versionsOf = async (...query: Parameters<typeof assistants.getVersions>) =>
    (await assistants.getVersions(...query)).map(({ version }) => version);
  expect(await versionsOf(assistantId)).toEqual([2, 1]);
  expect(await versionsOf(assistantId, { limit: 1, offset: 1 })).toEqual([1]);
  expect(await versionsOf(assistantId, { metadata: { level: 2 } })).toEqual([2]);
  expect(await assistants.setLatest(assistantId, 1)).toMatchObject({ version: 1, name: 'First' });
  expect((await assistants.get(assistantId)).name).toBe('First');
  expect((await assistants.update(assistantId, { name: 'Third' })).version).toBe(3);
  await expect(assistants.setLatest(assistantId, 9)).rejects.toThrow('404');

  await assistants.delete(assistantId);
  await expect(assistants.get(assistantId)).rejects.toThrow('404');
});

test('deleting one takes its threads with it when told to', async () => {
  const { client } = await servedCore(nested);
  const { assistant_id } = await client.assistants.create({ graphId: 'nested' });
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, assistant_id, { input: { log: [] } });
  await client.assistants.delete(assistant_id, { deleteThreads: true });
  await expect(client.threads.get(thread_id)).rejects.toThrow('404');
});

test('assistants are found, counted and paged', async () => {
  const { client } = await servedCore(nested);
  const { assistants } = client;
  const group = crypto.randomUUID();
  const metadata = { group };
  for (const name of ['Ada', 'Bob', 'Cid']) {
    await assistants.create({ graphId: 'nested', name, metadata });
  }
  const namesOf = async (...query: Parameters<typeof assistants.search>) =>
    ((await assistants.search(...query)) as { name: string }[]).map(({ name }) => name);
  const byName = { metadata, sortBy: 'name', sortOrder: 'asc' } as const;
  expect(await namesOf({ metadata })).toEqual(['Cid', 'Bob', 'Ada']);
  expect(await namesOf(byName)).toEqual(['Ada', 'Bob', 'Cid']);
  expect(await namesOf({ metadata, name: 'bO' })).toEqual(['Bob']);
  expect(await namesOf({ metadata, graphId: 'other' })).toEqual([]);
  const page = await assistants.search({ ...byName, limit: 1, offset: 1, includePagination: true });
  expect(page).toMatchObject({ assistants: [{ name: 'Bob' }], next: '2' });
  expect(await assistants.search({ ...byName, limit: 1, select: ['name'] })).toEqual([
    { name: 'Ada' },
  ]);
  expect(await assistants.count({ metadata })).toBe(3);
  expect(await assistants.count({ metadata, name: 'Ada' })).toBe(1);
});

test('its graph is drawn, from inside as deep as asked', async () => {
  const { client } = await servedCore(nested);
  const idsAt = async (xray?: boolean | number) =>
    (await client.assistants.getGraph('nested', xray === undefined ? {} : { xray })).nodes.map(
      ({ id }) => String(id),
    );
  expect(await idsAt()).toEqual(['__start__', 'pre', 'middle', 'post', '__end__']);
  expect(await idsAt(true)).toContain('middle:inner:i1');
  const once = await idsAt(1);
  expect(once).toContain('middle:m1');
  expect(once).not.toContain('middle:inner:i1');
});

test('its subgraphs are listed, all or by name', async () => {
  const { client } = await servedCore(nested);
  const keysOf = async (options?: { namespace?: string; recurse?: boolean }) =>
    Object.keys(await client.assistants.getSubgraphs('nested', options));
  expect(await keysOf()).toEqual(['middle']);
  expect(await keysOf({ recurse: true })).toEqual(['middle', 'middle|inner']);
  expect(await keysOf({ namespace: 'middle' })).toEqual(['middle']);
  await expect(keysOf({ namespace: 'nowhere' })).rejects.toThrow('404');
});

test('its schemas are those of zod', async () => {
  const { client } = await servedCore(zodInput);
  const schemas = await client.assistants.getSchemas('zodInput');
  expect(schemas).toMatchObject({
    graph_id: 'zodInput',
    input_schema: { type: 'object', properties: { topic: { type: 'string', minLength: 3 } } },
  });
  expect(Object.keys(schemas).sort()).toEqual([
    'config_schema',
    'context_schema',
    'graph_id',
    'input_schema',
    'output_schema',
    'state_schema',
  ]);
});
