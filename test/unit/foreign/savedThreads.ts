import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import type { Json } from '../../../core/protocol/model.ts';
import { lookAt } from './looks.ts';

/** What every reader promises of the threads that test/helpers/savedThreads.ts makes. */
export function promisesOfReaders(
  target: () => string,
  language: 'JavaScript' | 'Python',
  { forkLeadsTo = ['tools'] } = {},
): void {
  it('lists the threads, newest first, and says where they stand', async () => {
    const { history } = await lookAt(target());
    const { threads } = await history.listThreads('database');
    expect(
      threads.map(({ thread_id, state, stopped, checkpointCount }) => ({
        thread_id,
        state,
        reason: stopped?.reason,
        checkpointCount,
      })),
    ).toEqual([
      { thread_id: 'asking', state: 'stopped', reason: 'interrupt', checkpointCount: 5 },
      { thread_id: 'finished', state: 'idle', reason: undefined, checkpointCount: 7 },
    ]);
    const [asking] = threads;
    expect(Date.now() - Date.parse(asking?.updated_at ?? '')).toBeLessThan(600_000);
  });

  it('shows the tree with its fork, what comes next and what changed', async () => {
    const { history } = await lookAt(target());
    const rows = await history.listCheckpoints('finished');
    expect(rows.map(({ step, source, next }) => ({ step, source, next }))).toEqual([
      { step: 2, source: 'update', next: forkLeadsTo },
      { step: 4, source: 'loop', next: [] },
      { step: 3, source: 'loop', next: ['ask'] },
      { step: 2, source: 'loop', next: ['worker'] },
      { step: 1, source: 'loop', next: ['tools'] },
      { step: 0, source: 'loop', next: ['agent'] },
      { step: -1, source: 'input', next: ['__start__'] },
    ]);
    const [update, , , , forked] = rows;
    expect(update?.parent_checkpoint_id).toBe(forked?.checkpoint_id);
    expect(forked?.changed?.toSorted()).toEqual(['log', 'messages']);
    expect(rows.every(({ size }) => size > 100)).toBe(true);
  });

  it('says of no step that it changed less than it did', async () => {
    const { history } = await lookAt(target());
    const rows = await history.listCheckpoints('finished');
    const states = new Map<string | undefined, Record<string, Json>>();
    for (const row of rows) {
      states.set(row.checkpoint_id, (await history.readWhole(row, [])) as Record<string, Json>);
    }
    for (const { checkpoint_id, parent_checkpoint_id, changed } of rows) {
      const [after = {}, before] = [states.get(checkpoint_id), states.get(parent_checkpoint_id)];
      if (!before || !changed) continue;
      const differing = Object.keys(after).filter(
        (channel) => !isDeepStrictEqual(after[channel], before[channel]),
      );
      expect(changed).toEqual(expect.arrayContaining(differing));
    }
  });

  it('tells the tasks from what they wrote', async () => {
    const { history, rowAt } = await lookAt(target());
    const tasks = await history.listTasks('finished');
    expect(tasks.map(({ node, status }) => `${node} ${status}`)).toEqual([
      '__start__ done',
      'agent done',
      'tools done',
      'worker done',
      'worker done',
      'ask done',
      ...forkLeadsTo.map((name) => `${name} next`),
    ]);
    const { checkpoint_id } = await rowAt('asking', 3);
    const [asking] = await history.listTasks('asking', checkpoint_id, '');
    expect(asking).toMatchObject({
      name: 'ask',
      status: 'interrupted',
      interrupts: [{ value: { question: 'Go on?' }, node: 'ask' }],
    });
  });

  it('reads states one level at a time, messages as messages', async () => {
    const { level, history, rowAt } = await lookAt(target());
    const state = await level('finished', 4);
    expect(state.children.map(({ key }) => key).toSorted()).toEqual([
      'answer',
      'kept',
      'log',
      'messages',
    ]);
    const messages = await level('finished', 4, ['messages']);
    expect(messages.children.map(({ node }) => `${node.type} ${node.className}`)).toEqual([
      'message HumanMessage',
      'message AIMessage',
      'message ToolMessage',
    ]);
    const whole = await history.readWhole(await rowAt('finished', 4), ['messages', 1]);
    expect(whole).toMatchObject({
      type: 'ai',
      content: 'I look it up.',
      tool_calls: [{ name: 'look_up', args: { city: 'Berlin' }, id: 'call-1' }],
    });
    const log = await history.readWhole(await rowAt('finished', 4), ['log']);
    expect(log).toEqual(['agent', 'tools', 'worker 0', 'worker 1']);
  });

  it('finds what is in a state, by the paths it is read by', async () => {
    const { history, rowAt } = await lookAt(target());
    const row = await rowAt('finished', 4);
    const end = new AbortController();
    const { found, more } = await history.findValues(row, [], 'LOOK', end.signal);
    expect(more).toBe(false);
    expect(found.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ['messages', 1, 'content'],
        ['messages', 1, 'tool_calls', 0, 'name'],
      ]),
    );
    for (const { path, node } of found) {
      const read = await history.readValue(row, path, 0, 1);
      expect(read.node).toEqual(node);
    }
  });

  it('reads what a task received and wrote', async () => {
    const { history, rowAt } = await lookAt(target());
    const row = await rowAt('finished', 2);
    const tasks = await history.listTasks('finished', row.checkpoint_id, '');
    const parts = await Promise.all(
      tasks.map(async ({ id }) => ({
        input: await history.readWhole({ ...row, task: { id, part: 'input' } }, []),
        writes: await history.readWhole({ ...row, task: { id, part: 'writes' } }, ['log']),
      })),
    );
    expect(parts).toContainEqual({ input: { n: 0 }, writes: ['worker 0'] });
    expect(parts).toContainEqual({ input: { n: 1 }, writes: ['worker 1'] });
  });

  it('learns which node led to which', async () => {
    const { history } = await lookAt(target());
    const { edges } = await history.timeline('finished');
    expect(edges.map(({ source, target: to }) => `${source} ${to}`).toSorted()).toEqual([
      '__start__ agent',
      'agent tools',
      'tools worker',
      'worker ask',
    ]);
  });

  it('says so of a checkpoint that is not there', async () => {
    const { history, rowAt } = await lookAt(target());
    const row = await rowAt('finished', 2);
    const read = history.readValue({ ...row, checkpoint_id: 'gone' }, [], 0, 1);
    await expect(read).rejects.toMatchObject({ code: 'unknownCheckpoint' });
  });

  if (language === 'Python') {
    it('shows Python objects as what they are, running none', async () => {
      const { level } = await lookAt(target());
      const kept = await level('finished', 4, ['kept']);
      const shown = Object.fromEntries(
        kept.children.map(({ key, node }) => [
          key,
          `${node.type} ${node.className ?? ''} ${node.preview}`.replace('  ', ' '),
        ]),
      );
      expect(shown).toMatchObject({
        when: 'instance datetime 2026-01-02T03:04:05+00:00',
        day: 'instance date 2026-01-02',
        id: 'instance UUID 00112233-4455-6677-8899-aabbccddeeff',
        set: 'set set [1]',
        frozen: 'set frozenset ["a"]',
        money: 'instance Decimal 1.50',
        path: 'instance PosixPath /tmp/file',
        mood: 'instance __main__.Mood calm',
        note: 'instance __main__.Note {text: "good", stars: 5}',
        order: 'instance __main__.Order {id: 7, lines: […]}',
        bytes: 'bytes 2 bytes: 00 01',
        big: 'number 1152921504606846976',
        keys: 'map {0: […]}',
      });
    });
  } else {
    it('shows what LangGraph.js keeps as a set and a map as such', async () => {
      const { level } = await lookAt(target());
      const { children } = await level('finished', 4, ['kept']);
      expect(children.map(({ key, node }) => `${key} ${node.type}`)).toEqual([
        'set set',
        'map map',
        'nothing null',
      ]);
    });
  }
}
