import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createCore, type Core } from '../../../core/createCore.ts';
import type { ThreadInfo } from '../../../core/protocol/model.ts';
import { fromRoot } from '../../../scripts/root.ts';
import { installSqliteSaver, openSaver } from '../../bench/store/savers.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { named, pythonEnvironment } from '../../helpers/python.ts';
import { saveThreads, saveThreadsInPython } from '../../helpers/savedThreads.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrograph-copy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = await pythonEnvironment();
installSqliteSaver();

/** A core with the project of the graph and a database open. */
async function open(database: string) {
  const core = createCore({ dataDir: dataDir(), version: '0', hostKind: 'browser' });
  onTestFinished(() => core.dispose());
  const project = await core.handlers.openProject({
    target: fromRoot('test/fixtures/graphs/saved.ts'),
  });
  const opened = await core.handlers.openProject({ target: database });
  await ready(core, project.sessionId);
  await ready(core, opened.sessionId);
  return { core, into: project.sessionId, sessionId: opened.sessionId };
}

async function ready(core: Core, sessionId: string) {
  const { handlers } = core;
  await expect
    .poll(
      async () => {
        const { sessions } = await handlers.hello();
        return sessions.find((one) => one.sessionId === sessionId);
      },
      { timeout: 25_000 },
    )
    .toMatchObject({ phase: 'ready' });
}

/** Runs and waits until the thread stands still again. */
async function runOn(core: Core, request: Parameters<Core['handlers']['run']>[0]) {
  const stood = new Promise<ThreadInfo>((resolve) => {
    const stopListening = core.onEvent((events) => {
      for (const event of events) {
        if (event.type !== 'thread' || event.thread.thread_id !== request.thread_id) continue;
        if (event.thread.state === 'running') continue;
        stopListening();
        resolve(event.thread);
      }
    });
  });
  await core.handlers.run(request);
  return stood;
}

describe('a thread of a database, in a project', () => {
  it('shows the database as a session that runs nothing', async () => {
    const file = join(folder, 'look.db');
    const { saver, close } = await openSaver('sqliteSaver', file);
    if (saver) await saveThreads(saver);
    close();
    const { core, sessionId } = await open(file);
    const graph = await core.handlers.getGraph({ sessionId });
    expect(graph?.nodes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'start __start__',
      'node agent',
      'node tools',
      'node worker',
      'node ask',
    ]);
    expect(graph?.edges.every(({ kind }) => kind === 'observed')).toBe(true);
    const run = core.handlers.run({
      sessionId,
      thread_id: 'asking',
      input: null,
      mode: 'continue',
    });
    await expect(run).rejects.toMatchObject({ code: 'notSupported' });
    const [breakpoint] = await core.handlers.setBreakpoints({
      sessionId,
      breakpoints: [{ node: 'ask', when: 'before', enabled: true, verified: false }],
    });
    expect(breakpoint?.message).toMatch(/^The database is open for reading only/);
    const { recents } = await core.handlers.hello();
    expect(recents[0]).toMatchObject({ target: file, name: 'look.db' });
  });

  it('answers the interrupt it stopped in, and goes on with the real graph', async () => {
    const file = join(folder, 'js.db');
    const { saver, close } = await openSaver('sqliteSaver', file);
    if (saver) await saveThreads(saver);
    close();
    const { core, sessionId, into } = await open(file);
    const copy = await core.handlers.copyThread({ sessionId, thread_id: 'asking', into });
    expect(copy).toMatchObject({
      state: 'stopped',
      stopped: { reason: 'interrupt', nodes: ['ask'] },
    });
    const { thread_id } = copy;
    const tasks = await core.handlers.listTasks({ sessionId: into, thread_id });
    const [interrupt] = tasks.flatMap(({ interrupts }) => interrupts);
    const thread = await runOn(core, {
      sessionId: into,
      thread_id,
      input: null,
      command: { resume: { [interrupt?.id ?? '']: 'yes' } },
      mode: 'continue',
    });
    expect(thread.state).toBe('idle');
    const [head] = await core.handlers.listCheckpoints({ sessionId: into, thread_id });
    if (!head) throw new Error('There is no checkpoint.');
    const state = await core.handlers.readWhole({ sessionId: into, ref: head, path: [] });
    expect(state).toMatchObject({ answer: 'yes', log: ['agent', 'tools', 'worker 0', 'worker 1'] });
  });

  describe.skipIf(python.missing !== undefined)(named('written by Python', python), () => {
    it('goes on from where everything has a form in JavaScript, and says what has none', async () => {
      const file = join(folder, 'py.db');
      saveThreadsInPython(python.executable ?? '', 'sqlite', file);
      const { core, sessionId, into } = await open(file);
      const from = { sessionId, thread_id: 'asking', into };
      await expect(core.handlers.copyThread(from)).rejects.toMatchObject({
        code: 'notConvertible',
        message: expect.stringMatching(/kept\.when is a Python datetime/),
      });
      const rows = await core.handlers.listCheckpoints({ sessionId, thread_id: 'asking' });
      const before = rows.find(({ step }) => step === 1);
      const copy = await core.handlers.copyThread({
        ...from,
        checkpoint_id: before?.checkpoint_id ?? '',
      });
      expect(copy).toMatchObject({ stopped: { reason: 'step', nodes: ['tools'] } });
      const { thread_id } = copy;
      const thread = await runOn(core, {
        sessionId: into,
        thread_id,
        input: null,
        mode: 'continue',
      });
      expect(thread).toMatchObject({ stopped: { reason: 'interrupt', nodes: ['ask'] } });
      const [head] = await core.handlers.listCheckpoints({ sessionId: into, thread_id });
      if (!head) throw new Error('There is no checkpoint.');
      const messages = await core.handlers.readWhole({
        sessionId: into,
        ref: head,
        path: ['messages'],
      });
      expect(messages).toMatchObject([
        { type: 'human', content: 'What is the weather?' },
        { type: 'ai', tool_calls: [{ name: 'look_up' }] },
        { type: 'tool', content: 'Sunny' },
      ]);
    });
  });

  it('is refused of the database Retrograph works with', async () => {
    const dir = dataDir();
    const core = createCore({ dataDir: dir, version: '0', hostKind: 'browser' });
    onTestFinished(() => core.dispose());
    const own = core.handlers.openProject({ target: join(dir, 'retrograph.db') });
    await expect(own).rejects.toMatchObject({ code: 'databaseBusy' });
  });
});
