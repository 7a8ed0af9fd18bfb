import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exists, scriptedCore, scriptedProject, temporaryFolder } from '../helpers/scriptedCore.ts';

const go = { input: null, mode: 'continue' } as const;

describe('opening', () => {
  test('starts, loads the graph and is ready', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject();
    const info = await core.openProject({ target: file });
    expect(info.phase).toBe('starting');
    const { session } = await core.untilSession(({ phase }) => phase === 'ready');
    expect(session).toMatchObject({ graphId: 'agent', responsive: true });
    expect(session.problem).toBeUndefined();
    expect(await core.getGraph({ sessionId: info.sessionId })).toMatchObject({ graphId: 'agent' });
  });

  test('what is open is not opened twice', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject();
    const first = await core.openProject({ target: file });
    const second = await core.openProject({ target: file });
    expect(second.sessionId).toBe(first.sessionId);
    expect((await core.hello()).sessions).toHaveLength(1);
  });

  test('a module that does not load is a problem of the session, mended by saving it', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject('FAIL');
    const sessionId = await core.open(file);
    const problem = (await core.hello()).sessions[0]?.problem;
    expect(problem).toMatchObject({ code: 'loadFailed', message: 'It does not compile.' });
    expect(await core.getGraph({ sessionId })).toBeNull();
    const thread_id = await core.thread(sessionId);
    await expect(core.run({ sessionId, thread_id, ...go })).rejects.toMatchObject({
      code: 'notReady',
    });

    const since = core.mark();
    await writeFile(file, 'fine');
    const { session } = await core.untilSession(({ phase }) => phase === 'ready', since);
    expect(session.problem).toBeUndefined();
    expect(await core.getGraph({ sessionId })).not.toBeNull();
  });

  test('until it is loaded, the graph is drawn as it was loaded last; what fails to load is not', async () => {
    const dataDir = await temporaryFolder();
    const { file } = await scriptedProject();
    const before = await scriptedCore(dataDir);
    await before.open(file);
    await before.dispose();

    await writeFile(file, 'SPIN');
    const core = await scriptedCore(dataDir);
    const { sessionId } = await core.openProject({ target: file });
    const { session } = await core.untilSession(({ graphId }) => graphId === 'agent');
    expect(session.phase).toBe('starting');
    expect(await core.getGraph({ sessionId })).toMatchObject({ graphId: 'agent' });
    await core.killRunner({ sessionId });
    await core.untilSession(({ phase }) => phase === 'ready');
    expect(await core.getGraph({ sessionId })).toBeNull();
  });

  test('a module that ends the process is a problem with a sentence', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject('EXIT');
    await core.open(file);
    expect((await core.hello()).sessions[0]?.problem).toMatchObject({
      code: 'runnerDied',
      message: "The graph's process exited with code 3 while the module was loading.",
    });
  });

  test('a module that never finishes loading can be killed, or mended', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject('SPIN');
    const { sessionId } = await core.openProject({ target: file });
    await core.untilSession(({ graphId }) => graphId === 'agent');
    await core.killRunner({ sessionId });
    const { session } = await core.untilSession(({ phase }) => phase === 'ready');
    expect(session.problem?.message).toBe(
      "The graph's process was killed while the module was loading.",
    );

    const since = core.mark();
    await writeFile(file, 'fine');
    await core.untilSession(({ phase, problem }) => phase === 'ready' && !problem, since);
  });

  test.for([
    ['noSuchFile', '/nowhere/agent.ts'],
    ['foreignServer', 'http://user:secret@localhost:2024'],
    ['noSuchFile', '/nowhere/checkpoints.sqlite'],
  ])('%s: %s opens nothing', async ([code, target]) => {
    const core = await scriptedCore();
    await expect(core.openProject({ target: target ?? '' })).rejects.toMatchObject({ code });
    expect((await core.hello()).sessions).toEqual([]);
  });
});

describe('running', () => {
  test('a run goes from running to idle, and its ids are known before its events', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    const { run_id } = await core.run({
      sessionId,
      thread_id,
      input: 'step:a step:b end',
      mode: 'continue',
    });
    const { thread } = await core.untilThread(thread_id, 'running');
    expect(thread.run_id).toBe(run_id);
    const done = await core.untilThread(
      thread_id,
      'idle',
      core.events.findIndex(({ type }) => type === 'tasks'),
    );
    expect(done.thread).toMatchObject({ checkpointCount: 3 });
    expect((await core.listCheckpoints({ sessionId, thread_id })).map(({ next }) => next)).toEqual([
      [],
      ['b'],
      ['a'],
    ]);
    const tasks = await core.listTasks({ sessionId, thread_id });
    expect(tasks.map(({ node, status }) => [node, status])).toEqual([
      ['a', 'done'],
      ['b', 'done'],
    ]);
  });

  test('one run a thread; other threads run at the same time', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const one = await core.thread(sessionId);
    const other = await core.thread(sessionId);
    const hang = { sessionId, input: 'start:a hang', mode: 'continue' as const };
    await core.run({ ...hang, thread_id: one });
    await core.run({ ...hang, thread_id: other });
    await expect(core.run({ ...hang, thread_id: one })).rejects.toMatchObject({
      code: 'threadBusy',
    });
    await expect(core.deleteThread({ sessionId, thread_id: one })).rejects.toMatchObject({
      code: 'threadBusy',
    });
    await expect(core.updateState({ sessionId, thread_id: one, values: {} })).rejects.toMatchObject(
      { code: 'threadBusy' },
    );

    const since = core.mark();
    await core.stop({ sessionId, thread_id: one });
    await core.untilThread(one, 'idle', since);
    await core.deleteThread({ sessionId, thread_id: one });
    expect(
      (await core.listThreads({ sessionId })).threads.map(({ thread_id }) => thread_id),
    ).toEqual([other]);
    await core.stop({ sessionId, thread_id: other });
  });

  test('a hold is a stop inside the run; releasing it goes on', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    const { run_id } = await core.run({ sessionId, thread_id, input: 'hold:a', mode: 'continue' });
    const { thread } = await core.untilThread(thread_id, 'stopped');
    expect(thread).toMatchObject({
      run_id,
      stopped: { reason: 'breakpoint', nodes: ['a'], held: true },
    });
    await core.release({ sessionId, thread_id, hold_id: `${run_id}-hold` });
    await core.untilThread(thread_id, 'idle', core.mark() - 1);
    await expect(
      core.release({ sessionId, thread_id, hold_id: `${run_id}-hold` }),
    ).rejects.toMatchObject({ code: 'unknownHold' });
  });

  test('going on lets a held task go in the same run; new input ends that run first', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    const hold = { sessionId, thread_id, input: 'hold:a', mode: 'continue' as const };
    const first = await core.run(hold);
    await core.untilThread(thread_id, 'stopped');
    const released = core.mark();
    expect(await core.run({ sessionId, thread_id, ...go })).toEqual(first);
    await core.untilThread(thread_id, 'idle', released);

    const since = core.mark();
    const second = await core.run(hold);
    await core.untilThread(thread_id, 'stopped', since);
    const third = await core.run({ ...hold, input: 'step:a end' });
    expect(third.run_id).not.toBe(second.run_id);
    const states = () =>
      core.events
        .slice(since)
        .flatMap((event) => (event.type === 'thread' ? event.thread.state : []));
    await expect.poll(states).toEqual(['running', 'stopped', 'idle', 'running', 'idle']);
  });

  test('editing the state of a held thread ends its run first', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'hold:a', mode: 'continue' });
    await core.untilThread(thread_id, 'stopped');
    const { checkpoint_id } = await core.updateState({ sessionId, thread_id, values: {} });
    const [thread] = (await core.listThreads({ sessionId })).threads;
    expect(thread).toMatchObject({
      state: 'stopped',
      stopped: { reason: 'step', nodes: ['b'], checkpoint_id },
    });
    expect(thread?.run_id).toBeUndefined();
  });
});

describe('the end of a runner', () => {
  test('an exit stops the thread with a sentence, and the next run brings a new runner', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'step:a start:b exit:3', mode: 'continue' });
    const { session } = await core.untilSession(({ phase }) => phase === 'terminated');
    const message = "The graph's process exited with code 3 while b was running.";
    expect(session.terminated).toEqual({ reason: 'exited', exitCode: 3, message });
    const [thread] = (await core.listThreads({ sessionId })).threads;
    expect(thread).toMatchObject({
      state: 'stopped',
      stopped: { reason: 'exception', nodes: ['b'], message },
    });
    const tasks = await core.listTasks({ sessionId, thread_id });
    expect(tasks.map(({ node, status }) => [node, status])).toEqual([
      ['a', 'done'],
      ['b', 'cancelled'],
    ]);
    expect(await core.getBreakpoints({ sessionId })).toEqual([]);

    const since = core.mark();
    await core.run({ sessionId, thread_id, input: 'step:b end', mode: 'continue' });
    await core.untilThread(thread_id, 'idle', since);
    expect((await core.hello()).sessions[0]?.phase).toBe('ready');
  });

  test('every checkpoint sent before a crash is kept', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'put-and-die', mode: 'continue' });
    const { session } = await core.untilSession(({ phase }) => phase === 'terminated');
    expect(session.terminated).toMatchObject({ reason: 'crashed', signal: 'SIGSEGV' });
    const told = core.events.filter(({ type }) => type === 'checkpoint').length;
    expect(told).toBeGreaterThanOrEqual(20);
    expect(await core.listCheckpoints({ sessionId, thread_id })).toHaveLength(told);
  });

  test('a heap that is full is called so', { timeout: 120_000 }, async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject('', {
      '.env': 'NODE_OPTIONS=--max-old-space-size=60\n',
    });
    const sessionId = await core.open(file);
    const thread_id = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'start:a fill-memory', mode: 'continue' });
    const { session } = await core.untilSession(({ phase }) => phase === 'terminated');
    expect(session.terminated).toMatchObject({
      reason: 'crashed',
      message: "The graph's process ran out of memory while a was running.",
    });
  });

  test('a node that spins is reported, and Stop kills it', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    const { run_id } = await core.run({
      sessionId,
      thread_id,
      input: 'step:b end start:a spin',
      mode: 'continue',
    });
    await core.untilSession(({ responsive }) => !responsive);
    await core.stop({ sessionId, thread_id });
    const { session } = await core.untilSession(({ phase }) => phase === 'terminated');
    expect(session.terminated).toMatchObject({
      reason: 'killed',
      message: "The graph's process was killed because a did not stop within 2 seconds.",
    });
    expect(session.responsive).toBe(true);
    const [thread] = (await core.listThreads({ sessionId })).threads;
    expect(thread?.state).toBe('stopped');
    expect(thread?.stopped).toEqual({
      reason: 'pause',
      nodes: ['a'],
      checkpoint_id: `${run_id}-1`,
      checkpoint_ns: '',
    });
  });

  test('where Stop kills a run that had done nothing its thread is finished; other runs have failed', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    const other = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'step:a end', mode: 'continue' });
    await core.until(
      'thread',
      ({ thread }) => thread.state === 'idle' && thread.checkpointCount === 2,
    );
    await core.run({ sessionId, thread_id: other, input: 'end start:b hang', mode: 'continue' });
    await core.until('tasks', (event) => event.thread_id === other);
    const since = core.mark();
    const spinning = core.run({ sessionId, thread_id, input: 'spin', mode: 'continue' });
    await core.untilThread(thread_id, 'running', since);
    await core.stop({ sessionId, thread_id });
    await spinning;
    await core.untilThread(thread_id, 'idle', since);
    const { thread } = await core.untilThread(other, 'stopped', since);
    expect(thread.stopped).toMatchObject({ reason: 'exception', nodes: ['b'] });
  });

  test('a node that is only busy answers again', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'start:a busy:4500 hang', mode: 'continue' });
    await core.untilSession(({ responsive }) => !responsive);
    await core.untilSession(({ responsive }) => responsive, core.mark() - 1);
    await core.stop({ sessionId, thread_id });
    await core.untilThread(thread_id, 'idle');
  });

  test('no process outlives core', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject();
    const sessionId = await core.open(file);
    const thread_id = await core.thread(sessionId);
    const pid = (await core.hello()).sessions[0]?.runner?.pid ?? 0;
    expect(exists(pid)).toBe(true);
    await core.run({ sessionId, thread_id, input: 'start:a spin', mode: 'continue' });
    await core.dispose();
    expect(exists(pid)).toBe(false);
  });
});

describe('breakpoints', () => {
  test('are verified by the runner and kept over a restart of core', async () => {
    const dataDir = await temporaryFolder();
    const { file } = await scriptedProject();
    const first = await scriptedCore(dataDir);
    const sessionId = await first.open(file);
    const answer = await first.setBreakpoints({
      sessionId,
      breakpoints: [
        { node: 'a', when: 'before', enabled: true, verified: false },
        { node: 'nobody', when: 'before', enabled: true, verified: true },
      ],
    });
    expect(answer.map(({ verified }) => verified)).toEqual([true, false]);
    await first.dispose();

    const second = await scriptedCore(dataDir);
    const again = await second.open(file);
    expect(await second.getBreakpoints({ sessionId: again })).toEqual(answer);
  });

  test('without a runner they are saved, unverified, with the reason', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    await core.killRunner({ sessionId });
    const breakpoints = [{ node: 'a', when: 'before' as const, enabled: true, verified: true }];
    const message = "The graph's process is not running.";
    expect(await core.setBreakpoints({ sessionId, breakpoints })).toEqual([
      { node: 'a', when: 'before', enabled: true, verified: false, message },
    ]);
    await core.reloadProject({ sessionId });
    expect(await core.getBreakpoints({ sessionId })).toEqual(breakpoints);
  });

  test('those of compile() come once: one turned off or removed stays so', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject('BREAK:a');
    const sessionId = await core.open(file);
    expect(await core.getBreakpoints({ sessionId })).toMatchObject([
      { node: 'a', enabled: true, verified: true },
    ]);
    await core.setBreakpoints({ sessionId, breakpoints: [] });
    const since = core.mark();
    await writeFile(file, 'BREAK:a BREAK:b');
    await core.until('graph', () => true, since);
    expect(await core.getBreakpoints({ sessionId })).toMatchObject([{ node: 'b', enabled: true }]);
  });
});

test('an edge nobody declared is shown once a run has taken it', async () => {
  const core = await scriptedCore();
  const sessionId = await core.open((await scriptedProject()).file);
  const thread_id = await core.thread(sessionId);
  const since = core.mark();
  await core.run({ sessionId, thread_id, input: 'step:a step:b end', mode: 'continue' });
  const { graph } = await core.until('graph', () => true, since);
  expect(graph.edges).toContainEqual(
    expect.objectContaining({ source: 'a', target: 'b', kind: 'observed', taken: true }),
  );
});

test('output is bounded at its source and in the session', async () => {
  const core = await scriptedCore();
  const sessionId = await core.open((await scriptedProject()).file);
  const thread_id = await core.thread(sessionId);
  await core.run({ sessionId, thread_id, input: 'print:500000', mode: 'continue' });
  await core.until('output', ({ lines }) => lines.some(({ text }) => text.includes('not shown')));
  const lines = await core.getOutput({ sessionId });
  expect(lines.length).toBeLessThan(10_001);
  expect(lines.map(({ seq }) => seq)).toEqual(
    lines.map((_, index) => (lines[0]?.seq ?? 0) + index),
  );
});

test('several graphs: another one can be chosen', async () => {
  const core = await scriptedCore();
  const { root } = await scriptedProject('', {
    'other.ts': 'NODE:other',
    'langgraph.json': '{"graphs": {"one": "./agent.ts:graph", "two": "./other.ts:graph"}}',
  });
  const sessionId = await core.open(join(root, 'langgraph.json'));
  const info = await core.selectGraph({ sessionId, graphId: 'two' });
  expect(info).toMatchObject({ graphId: 'two', phase: 'ready' });
  expect((await core.getGraph({ sessionId }))?.nodes.map(({ id }) => id)).toContain('other');
  await expect(core.selectGraph({ sessionId, graphId: 'three' })).rejects.toMatchObject({
    code: 'noGraphExport',
  });
});
