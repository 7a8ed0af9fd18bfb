import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionInfo } from '../../core/protocol/model.ts';
import { scriptedCore, scriptedProject } from '../helpers/scriptedCore.ts';

describe('reloading', () => {
  test('saving the source loads it again; threads and breakpoints stay', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject();
    const sessionId = await core.open(file);
    const thread_id = await core.thread(sessionId);
    await core.setBreakpoints({
      sessionId,
      breakpoints: [{ node: 'a', when: 'after', enabled: true, verified: false }],
    });
    const since = core.mark();
    await writeFile(file, 'NODE:fresh');
    const { graph } = await core.until('graph', () => true, since);
    expect(graph.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'fresh']);
    expect(await core.listThreads({ sessionId })).toMatchObject({ threads: [{ thread_id }] });
    expect(await core.getBreakpoints({ sessionId })).toEqual([
      { node: 'a', when: 'after', enabled: true, verified: true },
    ]);
  });

  test('after a graph could not be loaded, every save of what it is made of counts again', async () => {
    const core = await scriptedCore();
    const { file, root } = await scriptedProject('FILE:util.ts', { 'util.ts': '' });
    await core.open(file);
    for (const what of ['first', 'second']) {
      const failed = core.mark();
      await writeFile(file, 'FAIL');
      await core.untilSession(({ problem }) => problem !== undefined, failed);
      const mended = core.mark();
      await writeFile(file, `FILE:util.ts NODE:${what}`);
      await core.until('graph', ({ graph }) => graph.nodes.some(({ id }) => id === what), mended);
      const saved = core.mark();
      await writeFile(join(root, 'util.ts'), what);
      await core.until('graph', () => true, saved);
    }
  });

  test('while a graph cannot be loaded, what it was made of counts, and what it imports', async () => {
    const core = await scriptedCore();
    const { file, root } = await scriptedProject('FILE:lib/util.ts', { 'lib/util.ts': '' });
    await core.open(file);
    const isProblem = ({ problem }: SessionInfo) => problem !== undefined;
    let since = core.mark();
    await writeFile(file, "FAIL import './more/new.ts'");
    for (const name of ['lib/util.ts', 'more/new.ts', 'beside.ts', 'package.json']) {
      await core.untilSession(isProblem, since);
      since = core.mark();
      await mkdir(join(root, name, '..'), { recursive: true });
      await writeFile(join(root, name), `${name} has another size`);
    }
    await core.untilSession(isProblem, since);
  });

  test('a graph whose file goes and comes back is loaded again, as often as that happens', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject();
    await core.open(file);
    for (const what of ['first', 'second']) {
      const gone = core.mark();
      await rm(file);
      await core.untilSession(({ problem }) => problem !== undefined, gone);
      const back = core.mark();
      await writeFile(file, `NODE:${what}`);
      await core.until('graph', ({ graph }) => graph.nodes.some(({ id }) => id === what), back);
    }
  });

  test('a reload waits for the run under way and says so', async () => {
    const core = await scriptedCore();
    const { file } = await scriptedProject();
    const sessionId = await core.open(file);
    const thread_id = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'start:a hang', mode: 'continue' });
    const since = core.mark();
    await writeFile(file, 'NODE:fresh');
    const { lines } = await core.until('output', () => true, since);
    expect(lines).toMatchObject([
      {
        stream: 'retrograph',
        text: 'The source has changed. The graph reloads when the run has ended.',
      },
    ]);
    expect(core.events.slice(since).some(({ type }) => type === 'graph')).toBe(false);
    await core.stop({ sessionId, thread_id });
    const { graph } = await core.until('graph', () => true, since);
    expect(graph.nodes).toHaveLength(3);
  });

  test('the standby is prepared, and has the variables and the folder of the project', async () => {
    const core = await scriptedCore();
    // A window is there.
    await core.hello();
    const { file, root } = await scriptedProject('', { '.env': 'RETROGRAPH_TEST_SECRET=s3cret\n' });
    const sessionId = await core.open(file);
    expect((await core.getGraph({ sessionId }))?.exampleInput).toMatchObject({ prepared: false });
    await core.reloadProject({ sessionId });
    expect((await core.getGraph({ sessionId }))?.exampleInput).toEqual({
      prepared: true,
      env: { RETROGRAPH_TEST_SECRET: 's3cret' },
      cwd: root,
      root,
    });
  });
});
