import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { readCommandLine } from '../../core/commandLine.ts';
import { defaultDataDir } from '../../core/dataDir.ts';
import { createClient } from '../../core/protocol/channel.ts';
import type { SessionInfo } from '../../core/protocol/model.ts';
import { fromRoot } from '../../scripts/root.ts';
import { exists, scriptedProject, temporaryFolder } from '../helpers/scriptedCore.ts';

/** A started `retrograph`, as a terminal sees it. */
function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [fromRoot('core/cli.ts'), ...args], {
    env: {
      ...process.env,
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      RETROGRAPH_DEFAULT_TARGET: '',
      ...env,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const [line, rest] = stdout.split('\n');
      if (rest !== undefined) resolve(line ?? '');
    });
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, firstLine, ended };
}

const run = (args: string[], env?: NodeJS.ProcessEnv) => start(args, env).ended;

/** The address of a started one, or the error it printed instead. */
async function address({ firstLine, ended }: ReturnType<typeof start>): Promise<URL> {
  const line = await Promise.race([firstLine, ended.then(({ stderr }) => stderr)]);
  const [, url] = /^Retrograph ready: (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)$/.exec(line) ?? [];
  if (!url) throw new Error(`No ready line: ${line}`);
  return new URL(url);
}

async function connect(url: URL) {
  const socket = new WebSocket(`ws://${url.host}/ws${url.search}`, {
    headers: { origin: url.origin },
  });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return createClient(
    {
      send: (text) => socket.send(text),
      onMessage: (listener) => socket.on('message', (data: Buffer) => listener(data.toString())),
    },
    { events: () => {} },
  );
}

describe('what the options mean', () => {
  const dataDir = defaultDataDir({});
  const nothing = { do: 'open', openWindow: true, dataDir };

  test.for([
    [[], nothing],
    [['a.ts:graph'], { ...nothing, target: 'a.ts:graph' }],
    [['--browser', '--port', '8080'], { ...nothing, host: 'browser', port: 8080 }],
    [['--desktop', '--no-open'], { ...nothing, host: 'desktop', openWindow: false }],
    [['--data-dir', '/data'], { ...nothing, dataDir: '/data' }],
    [['--help'], { do: 'help' }],
    [['--version'], { do: 'version' }],
  ] as const)('%j', ([args, command]) => {
    expect(readCommandLine([...args], {})).toEqual(command);
  });

  test('a path given replaces the default one', () => {
    const env = { RETROGRAPH_DEFAULT_TARGET: '/examples' };
    expect(readCommandLine([], env)).toMatchObject({ target: '/examples' });
    expect(readCommandLine(['mine.ts'], env)).toMatchObject({ target: 'mine.ts' });
  });

  test('data is kept where the platform keeps it', () => {
    if (process.platform !== 'linux') return;
    expect(defaultDataDir({ XDG_DATA_HOME: '/xdg' })).toBe('/xdg/retrograph');
  });
});

describe('what cannot be', () => {
  test.for([
    [['--nonsense'], 2],
    [['one.ts', 'two.ts'], 2],
    [['--port', 'x'], 2],
    [['--port', '65536'], 2],
    [['--browser', '--desktop'], 2],
    [['--browser', '/nowhere/agent.ts'], 1],
    [['--browser', '/nowhere/checkpoints.db'], 1],
    [['--browser', 'http://user:secret@localhost:2024'], 1],
    [['--browser', fromRoot('package.json')], 1],
    [['--serve=x'], 2],
    [['--serve'], 2],
    [['--serve', '99999'], 2],
  ] as const)('%j: a line on stderr, nothing on stdout', async ([args, code]) => {
    const dataDir = await temporaryFolder();
    const answer = await run([...args, '--no-open', '--data-dir', dataDir]);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toMatch(/^[^\n]+[.]\n$/);
    expect(answer.stderr).not.toContain('    at ');
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.on('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const dataDir = await temporaryFolder();
    const answer = await run([
      '--browser',
      '--no-open',
      '--port',
      String(port),
      '--data-dir',
      dataDir,
    ]);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain(`Port ${port} is in use.`);
  });

  test('a data directory that cannot be made', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const answer = await run([
      '--browser',
      '--no-open',
      '--data-dir',
      join(folder, 'file', 'data'),
    ]);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toMatch(/^[^\n]+\n$/);
  });

  test('the desktop app without its binary: refused when asked for, else the browser', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'data'));
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none') };
    const asked = await run(['--desktop', '--data-dir', folder], env);
    expect(asked.code).toBe(1);
    const started = start(['--data-dir', folder], env);
    await address(started);
    started.child.kill('SIGTERM');
    expect((await started.ended).stderr).toMatch(/^[^\n]+: Retrograph uses the browser\.\n$/);
  });
});

describe('a started Retrograph', () => {
  test('opens the target, and leaves nothing behind on SIGTERM', async () => {
    const { file } = await scriptedProject('export const graph = 1;');
    const started = start(['--browser', '--no-open', '--data-dir', await temporaryFolder(), file]);
    const client = await connect(await address(started));
    const [session] = (await client.hello()).sessions;
    expect(session?.project.target).toBe(file);
    started.child.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('a module that does not compile opens, and shows its problem', async () => {
    const { file } = await scriptedProject('export const graph = ;');
    const started = start(['--browser', '--no-open', '--data-dir', await temporaryFolder(), file]);
    const client = await connect(await address(started));
    const problem = async () => (await client.hello()).sessions[0]?.problem;
    await expect.poll(problem, { timeout: 20_000 }).toMatchObject({ code: expect.any(String) });
  });

  test('opens a window of an installed Chrome where there is a display', async () => {
    const folder = await temporaryFolder();
    const opened = join(folder, 'opened');
    await writeFile(join(folder, 'google-chrome'), `#!/bin/sh\necho "$@" > ${opened}\n`);
    await chmod(join(folder, 'google-chrome'), 0o755);
    const env = { DISPLAY: ':99', PATH: `${folder}:${process.env.PATH}` };
    const started = start(['--browser', '--data-dir', folder], env);
    const url = await address(started);
    await expect
      .poll(() => readFile(opened, 'utf8').catch(() => ''))
      .toContain(`--app=${url.href}`);
  });

  test('no runner outlives a Retrograph that was killed, not even one that spins', async () => {
    const { file } = await scriptedProject(spinning, {});
    await linkLangGraph(file);
    const started = start(['--browser', '--no-open', '--data-dir', await temporaryFolder(), file]);
    const client = await connect(await address(started));
    let session: SessionInfo | undefined;
    await expect
      .poll(async () => (session = (await client.hello()).sessions[0])?.phase, { timeout: 20_000 })
      .toBe('ready');
    const { sessionId = '', runner, problem } = session ?? {};
    expect(problem).toBeUndefined();
    const { thread_id } = await client.createThread({ sessionId });
    await client.run({ sessionId, thread_id, input: { x: 1 }, mode: 'continue' });
    await expect
      .poll(async () => (await client.hello()).sessions[0]?.responsive, { timeout: 20_000 })
      .toBe(false);
    started.child.kill('SIGKILL');
    await expect.poll(() => exists(runner?.pid ?? 0), { timeout: 20_000 }).toBe(false);
  });
});

const spinning = `
import { Annotation, StateGraph } from '@langchain/langgraph';
const State = Annotation.Root({ x: Annotation<number>() });
export const graph = new StateGraph(State)
  .addNode('spin', () => { for (;;); })
  .addEdge('__start__', 'spin')
  .compile();
`;

async function linkLangGraph(file: string): Promise<void> {
  await symlink(fromRoot('node_modules'), join(file, '..', 'node_modules'));
}
