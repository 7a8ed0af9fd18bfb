import { describe, expect, onTestFinished, test } from 'vitest';
import { createLineLimiter } from '../../core/adapters/local/lineLimiter.ts';
import { startRunner } from '../../core/adapters/local/runnerProcess.ts';
import { createStandbyPool } from '../../core/adapters/local/standbyPool.ts';
import { describeEnd } from '../../core/adapters/local/termination.ts';
import type { OutputLine, TaskInfo } from '../../core/protocol/model.ts';
import {
  exists,
  scriptedCore,
  scriptedProject,
  scriptedRunner,
  temporaryFolder,
} from '../helpers/scriptedCore.ts';

const nodePath = process.execPath;

describe('the standby pool', () => {
  function pool() {
    const made = createStandbyPool(scriptedRunner);
    onTestFinished(made.dispose);
    return made;
  }

  test('gives out the spare of a project once, and a fresh process then', async () => {
    const { take, keep } = pool();
    const spec = { nodePath, root: await temporaryFolder(), env: { A: '1' } };
    keep(spec);
    keep(spec);
    const spare = take(spec);
    const fresh = take(spec);
    onTestFinished(() => {
      spare.kill();
      fresh.kill();
    });
    expect(spare.pid).not.toBe(fresh.pid);
    expect([spare.alive, fresh.alive]).toEqual([true, true]);
  });

  test('starts no spare while nobody is there', async () => {
    const { take, keep, attend } = createStandbyPool(scriptedRunner, undefined, {
      attended: false,
    });
    const spec = { nodePath, root: await temporaryFolder(), env: {} };
    keep(spec);
    const fresh = take(spec);
    keep(spec);
    attend();
    const last = startRunner(scriptedRunner, spec);
    const spare = take(spec);
    onTestFinished(() => [fresh, last, spare].forEach((one) => one.kill()));
    expect(spare.pid).toBeGreaterThan(fresh.pid ?? 0);
    expect(spare.pid).toBeLessThan(last.pid ?? 0);
  });

  test('a project opened first takes the one that belongs to none', async () => {
    const { take, keepGeneric } = pool();
    const root = await temporaryFolder();
    keepGeneric(nodePath, root);
    const one = take({ nodePath, root, env: {} });
    const other = take({ nodePath, root, env: {} });
    expect(one.pid).toBeLessThan(other.pid ?? 0);
    one.kill();
    other.kill();
  });

  test('a spare with variables out of date is ended, not given out', async () => {
    const { take, keep } = pool();
    const root = await temporaryFolder();
    const old = { nodePath, root, env: { A: '1' } };
    const current = { nodePath, root, env: { A: '2' } };
    keep(old);
    keep(current);
    const spare = take(current);
    const fresh = take(old);
    expect(fresh.pid).toBeGreaterThan(spare.pid ?? 0);
    spare.kill();
    fresh.kill();
  });

  test('a disposed pool leaves no process', async () => {
    const made = createStandbyPool(scriptedRunner);
    const root = await temporaryFolder();
    made.keep({ nodePath, root, env: {} });
    const taken = made.take({ nodePath, root, env: {} });
    made.keep({ nodePath, root, env: {} });
    await made.dispose();
    expect(taken.alive).toBe(true);
    taken.kill();
    await taken.ended;
    expect(exists(taken.pid ?? 0)).toBe(false);
  });
});

describe('a runner process', () => {
  const unasked = () => Promise.reject(new Error('Nobody should ask.'));
  const host = {
    getTuple: unasked,
    list: unasked,
    put: unasked,
    putWrites: unasked,
    deleteThread: unasked,
    emit: () => {},
    storeBatch: unasked,
  };

  test('that cannot be started ends, and says why', async () => {
    const root = await temporaryFolder();
    const { ended, calls } = startRunner(scriptedRunner, {
      nodePath: '/nowhere/node',
      root,
      env: {},
    });
    const asked = expect(calls.ping()).rejects.toMatchObject({ code: 'runnerDied' });
    const end = await ended;
    expect(describeEnd(end, [])).toMatchObject({
      reason: 'spawnFailed',
      message: expect.stringMatching(/^The graph's process could not be started: .*ENOENT\.$/),
    });
    await asked;
  });

  test('leaves when it is let go, and is killed when it does not', async () => {
    const root = await temporaryFolder();
    const polite = startRunner(scriptedRunner, { nodePath, root, env: {} });
    await polite.calls.ping();
    await polite.retire();
    expect(await polite.ended).toEqual({ exitCode: 0 });

    const { file } = await scriptedProject('SPIN');
    const spinning = startRunner(scriptedRunner, { nodePath, root, env: {} });
    const spins = new Promise<unknown>((resolve) => spinning.own({ host, onOutput: resolve }));
    const load = spinning.calls.load({ root, graph: { id: 'g', file } });
    const refused = expect(load).rejects.toMatchObject({ code: 'runnerDied' });
    await spins;
    await spinning.retire();
    await refused;
    expect(await spinning.ended).toEqual({ signal: 'SIGKILL' });
  });

  test('takes what it started with it', async () => {
    const core = await scriptedCore();
    const sessionId = await core.open((await scriptedProject()).file);
    const thread_id = await core.thread(sessionId);
    await core.run({ sessionId, thread_id, input: 'child hang', mode: 'continue' });
    const isChild = ({ text }: OutputLine) => text.startsWith('child ');
    const { lines } = await core.until('output', (event) => event.lines.some(isChild));
    const pid = Number(lines.find(isChild)?.text.slice('child '.length));
    expect(exists(pid)).toBe(true);
    await core.killRunner({ sessionId });
    await expect.poll(() => exists(pid), { timeout: 20_000 }).toBe(false);
  });
});

describe('how an end is told', () => {
  const running = (...nodes: string[]) => nodes.map((node) => ({ node }) as TaskInfo);

  test.for([
    [{ exitCode: 3 }, running('a'), "The graph's process exited with code 3 while a was running."],
    [
      { signal: 'SIGKILL' },
      running('a', 'b', 'c'),
      "The graph's process was killed while a, b and c were running.",
    ],
    [{ signal: 'SIGSEGV' }, running(), "The graph's process crashed (SIGSEGV)."],
    [
      { exitCode: 1 },
      running('sub', 'sub:x'),
      "The graph's process exited with code 1 while sub:x was running.",
    ],
  ] as const)('%j', ([end, tasks, message]) => {
    expect(describeEnd(end, [...tasks]).message).toBe(message);
  });
});

describe('raw output', () => {
  function limiter() {
    const lines: Omit<OutputLine, 'seq'>[] = [];
    return { lines, ...createLineLimiter('stdout', (added) => lines.push(...added)) };
  }
  const texts = (lines: Omit<OutputLine, 'seq'>[]) => lines.map(({ text }) => text);

  test('is cut into lines, wherever its chunks end', () => {
    const { lines, write, end } = limiter();
    for (const chunk of ['on', 'e\r\ntw', 'o\n\nlast']) write(chunk);
    end();
    expect(texts(lines)).toEqual(['one', 'two', '', 'last']);
  });

  test('an endless line is kept short', () => {
    const { lines, write, end } = limiter();
    for (let index = 0; index < 1_000; index += 1) write('x'.repeat(10_000));
    write('\nnext\n');
    end();
    expect(lines[0]?.text).toHaveLength(10_001);
    expect(lines[1]?.text).toBe('next');
  });

  test('too much of it is counted', () => {
    const { lines, write, end } = limiter();
    write('line\n'.repeat(5_000));
    end();
    expect(lines).toHaveLength(1_001);
    expect(lines.at(-1)).toMatchObject({
      stream: 'retrograph',
      text: '4000 more lines of stdout not shown: printed too fast.',
    });
  });
});
