import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Json, TaskInfo } from '../../core/protocol/model.ts';
import { fromRoot } from '../../scripts/root.ts';
import { named, pythonEnvironment } from '../helpers/python.ts';
import { exists, scriptedCore, temporaryFolder } from '../helpers/scriptedCore.ts';

const python = await pythonEnvironment();

/** A Python project of a person's: the fixtures, and a `.venv`. */
async function pythonProject(files: Record<string, string> = {}): Promise<string> {
  const root = await temporaryFolder();
  await cp(fromRoot('test/fixtures/python'), root, { recursive: true });
  await symlink(dirname(dirname(python.executable ?? '')), join(root, '.venv'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

/** A program under the debugger, as the window would drive it. */
async function driven(module: string, files?: Record<string, string>) {
  const core = await scriptedCore();
  const root = await pythonProject(files);
  const sessionId = await core.open(join(root, module));
  const thread_id = await core.thread(sessionId);
  const ids = { sessionId, thread_id };

  const go = async (input: Json, resume?: Record<string, Json>) => {
    const since = core.mark();
    const command = resume && { command: { resume } };
    await core.run({ ...ids, input, ...command, mode: 'continue' });
    const { thread } = await core.until(
      'thread',
      ({ thread: { thread_id: of, state } }) => of === thread_id && state !== 'running',
      since,
    );
    return thread.stopped;
  };
  const asking = async (): Promise<TaskInfo[]> =>
    (await core.listTasks(ids)).filter(({ status }) => status === 'interrupted');
  const state = async (): Promise<Json> => {
    const [head] = (await core.listCheckpoints(ids)).filter((row) => row.checkpoint_ns === '');
    if (!head) throw new Error('The thread has no checkpoint.');
    return core.readWhole({ sessionId, ref: { ...ids, ...head }, path: [] });
  };
  return {
    core,
    root,
    ...ids,
    go,
    state,
    asking,
    /** Answers the one interrupt there is. */
    async answer(value: Json) {
      const [interrupt] = (await asking()).flatMap(({ interrupts }) => interrupts);
      return go(null, { [interrupt?.id ?? '']: value });
    },
  };
}

const ask = 'Ask the user where they are, then look up the weather there';
const said = (state: Json): Json[] =>
  ((state as { messages: { content: Json }[] }).messages ?? []).map(({ content }) => content);

describe.skipIf(python.missing !== undefined)(named('Python programs', python), () => {
  test('simple feedback: asks, and goes on with the answer', async () => {
    const program = await driven('feedback.py');
    expect(await program.go({ input: 'hello world' })).toMatchObject({
      reason: 'interrupt',
      nodes: ['human_feedback'],
    });
    expect((await program.asking())[0]?.interrupts[0]?.value).toBe('Please provide feedback:');
    expect(await program.answer('go to step 3!')).toBeUndefined();
    expect(await program.state()).toEqual({ input: 'hello world', user_feedback: 'go to step 3!' });
    const { sessionId } = program;
    const printed = (await program.core.getOutput({ sessionId })).map(({ text }) => text);
    expect(printed).toEqual(expect.arrayContaining(['---Step 1---', '---Step 3---']));
  });

  test('ask_human with interrupt(): the answer is a tool message', async () => {
    const program = await driven('ask_human.py');
    const stopped = await program.go({ messages: [{ role: 'user', content: ask }] });
    expect(stopped).toMatchObject({ reason: 'interrupt', nodes: ['ask_human'] });
    expect(await program.answer('san francisco')).toBeUndefined();
    expect(said(await program.state())).toEqual([
      ask,
      '',
      'san francisco',
      '',
      expect.stringContaining("It's sunny"),
      'It is sunny in San Francisco.',
    ]);
  });

  test('ask_human with a breakpoint: stopped before it, updated as it, and on', async () => {
    const program = await driven('ask_human_breakpoint.py');
    const { core, sessionId, thread_id } = program;
    const breakpoint = {
      node: 'ask_human',
      when: 'before',
      enabled: true,
      verified: false,
    } as const;
    expect(await core.setBreakpoints({ sessionId, breakpoints: [breakpoint] })).toMatchObject([
      { verified: true },
    ]);
    const stopped = await program.go({ messages: [{ role: 'user', content: ask }] });
    expect(stopped).toMatchObject({ reason: 'breakpoint', when: 'before', nodes: ['ask_human'] });
    const message = { tool_call_id: 'ask', type: 'tool', content: 'san francisco' };
    await core.updateState({
      sessionId,
      thread_id,
      values: { messages: [message] },
      asNode: 'ask_human',
    });
    const [head] = await core.listCheckpoints({ sessionId, thread_id });
    expect(head).toMatchObject({ source: 'update', asNode: 'ask_human', next: ['agent'] });
    expect(await program.go(null)).toBeUndefined();
    expect(said(await program.state()).at(-1)).toBe('It is sunny in San Francisco.');
  });

  test('the functional API: a task asks, and what ran before it does not run again', async () => {
    const program = await driven('functional_steps.py');
    expect(await program.go('foo')).toMatchObject({ reason: 'interrupt' });
    const [interrupt] = (await program.asking()).flatMap(({ interrupts }) => interrupts);
    expect(interrupt?.value).toBe('Please provide feedback: foo bar');
    expect(await program.answer('baz')).toBeUndefined();
    expect(JSON.stringify(await program.state())).toContain('foo bar');
  });

  test('the functional agent asks a person and looks up the weather', async () => {
    const program = await driven('functional_agent.py');
    const question = { role: 'user', content: 'What should I feed my cat?' };
    expect(await program.go([question])).toMatchObject({ reason: 'interrupt' });
    expect(await program.answer({ data: 'Fish.' })).toBeUndefined();
  });

  test('the chatbot with human_assistance', async () => {
    const program = await driven('human_assistance.py');
    const question = { role: 'user', content: 'I need expert guidance for building an AI agent.' };
    const stopped = await program.go({ messages: [question] });
    expect(stopped).toMatchObject({ reason: 'interrupt', nodes: ['tools'] });
    expect(await program.answer({ data: 'Check out LangGraph.' })).toBeUndefined();
    expect(said(await program.state()).at(-1)).toBe('The experts recommend LangGraph.');
  });
});

describe.skipIf(python.missing !== undefined)(named('Python projects', python), () => {
  test.for([
    ['a syntax error', 'def x(:\n  pass\n', 'loadFailed', /SyntaxError/],
    ['an import that fails', 'import nowhere_to_be_found\n', 'loadFailed', /nowhere_to_be_found/],
    ['no graph', 'x = 1\n', 'noGraphExport', /no graph/],
  ] as const)(
    '%s is shown where the graph would be, and mended by saving',
    async ([, text, code, words]) => {
      const core = await scriptedCore();
      const root = await pythonProject({ 'broken.py': text });
      const sessionId = await core.open(join(root, 'broken.py'));
      const problem = (await core.hello()).sessions[0]?.problem;
      expect(problem).toMatchObject({ code, message: expect.stringMatching(words) });
      const since = core.mark();
      await cp(join(root, 'feedback.py'), join(root, 'broken.py'));
      await core.untilSession(({ phase, problem: left }) => phase === 'ready' && !left, since);
      expect(await core.getGraph({ sessionId })).toMatchObject({ kind: 'state' });
    },
  );

  test('a langgraph.json of Python graphs opens as it is, with its auth, and its server ends with the project', async () => {
    const graph = 'from feedback import builder\ngraph = builder.compile()\n';
    const auth = `
from langgraph_sdk import Auth
auth = Auth()

@auth.authenticate
async def authenticate(headers: dict):
    raise Auth.exceptions.HTTPException(status_code=401, detail="Say who you are.")
`;
    const config = JSON.stringify({
      dependencies: ['.'],
      graphs: { talk: './plain.py:graph' },
      auth: { path: './auth.py:auth' },
    });
    const core = await scriptedCore();
    const files = { 'plain.py': graph, 'auth.py': auth, 'langgraph.json': config };
    const root = await pythonProject(files);
    const sessionId = await core.open(root);
    const [session] = (await core.hello()).sessions;
    expect(session).toMatchObject({ graphId: 'talk', capabilities: { updateState: true } });
    const pid = session?.runner?.pid ?? 0;
    expect(exists(pid)).toBe(true);
    await core.closeProject({ sessionId });
    expect(exists(pid)).toBe(false);
  });

  test("a thread's checkpoints outlive a reload, and the project, also once its past was looked at", async () => {
    const program = await driven('feedback.py');
    const { core, root, thread_id } = program;
    await program.go({ input: 'hello world' });
    const before = await core.listCheckpoints(program);
    const since = core.mark();
    await core.reloadProject(program);
    await core.untilSession(({ phase, problem }) => phase === 'ready' && !problem, since);
    await core.closeProject(program);
    const sessionId = await core.open(join(root, 'feedback.py'));
    expect(await core.listCheckpoints({ sessionId, thread_id })).toEqual(before);
    const [first] = before;
    if (!first) throw new Error('The thread has no checkpoint.');
    const state = await core.readWhole({ sessionId, ref: first, path: [] });
    expect(state).toMatchObject({ input: 'hello world' });
  });

  test('a server that dies has written down what was there ten seconds before', async () => {
    const program = await driven('feedback.py');
    const { core, root, thread_id } = program;
    await program.go({ input: 'hello world' });
    const before = await core.listCheckpoints(program);
    const written = join(root, '.langgraph_api/.langgraph_checkpoint.1.pckl');
    const size = () =>
      stat(written).then(
        (file) => file.size,
        () => 0,
      );
    await expect.poll(size, { timeout: 60_000 }).toBeGreaterThan(100);
    const [session] = (await core.hello()).sessions;
    process.kill(session?.runner?.pid ?? 0, 'SIGKILL');
    await core.untilSession(({ phase }) => phase === 'terminated');
    await expect(core.listThreads(program)).rejects.toMatchObject({
      code: 'runnerDied',
      message: 'The Python server is not running.',
    });
    await core.closeProject(program);
    const sessionId = await core.open(join(root, 'feedback.py'));
    expect(await core.listCheckpoints({ sessionId, thread_id })).toEqual(before);
  });

  test('a module whose import does not end can be stopped, and loaded again', async () => {
    const core = await scriptedCore();
    const root = await pythonProject({ 'hangs.py': 'import time\ntime.sleep(1000)\n' });
    const { sessionId } = await core.openProject({ target: join(root, 'hangs.py') });
    await core.until('output', ({ lines }) =>
      lines.some(({ text }) => text.startsWith('Python: ')),
    );
    await core.killRunner({ sessionId });
    await core.untilSession(({ problem }) => problem?.message === 'The start was stopped.');
    await cp(join(root, 'feedback.py'), join(root, 'hangs.py'));
    const since = core.mark();
    await core.reloadProject({ sessionId });
    await core.untilSession(({ phase, problem }) => phase === 'ready' && !problem, since);
  });
});

test('packages that cannot be installed: one sentence, what pip says, and another try; a long one is stopped', async () => {
  const core = await scriptedCore();
  const root = await temporaryFolder();
  await cp(fromRoot('test/fixtures/python/feedback.py'), join(root, 'agent.py'));
  await promisify(execFile)('python3', ['-m', 'venv', join(root, '.venv')]);
  const index = (url: string) =>
    writeFile(join(root, '.venv/pip.conf'), `[global]\nindex-url = ${url}\nretries = 0\n`);
  const sessionId = await core.open(join(root, 'agent.py'));
  const wants = expect.objectContaining({
    code: 'missingPackage',
    install: expect.stringContaining('-m pip install -U "langgraph-cli[inmem]"'),
  });
  const problem = async () => (await core.hello()).sessions[0]?.problem;
  expect(await problem()).toEqual(wants);

  await index('http://127.0.0.1:1/simple');
  await expect(core.installMissing({ sessionId })).rejects.toThrow(
    'The packages could not be installed: why, is in the Output panel.',
  );
  const said = (await core.getOutput({ sessionId })).map(({ text }) => text).join('\n');
  expect(said).toContain('No matching distribution found for langgraph-cli');
  expect(await problem()).toEqual(wants);

  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const asked = once(silent, 'connection');
  await index(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/simple`);
  const installing = expect(core.installMissing({ sessionId })).rejects.toThrow(
    'The installation was stopped.',
  );
  const [connection] = (await asked) as [Socket];
  const closed = once(connection.resume(), 'close');
  await core.killRunner({ sessionId });
  await installing;
  await closed;
  expect(await problem()).toEqual(wants);
});
