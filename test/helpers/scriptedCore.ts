import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCore } from '../../core/createCore.ts';
import type { CoreEvent } from '../../core/protocol/events.ts';
import type { SessionInfo } from '../../core/protocol/model.ts';
import { fromRoot } from '../../scripts/root.ts';

type EventOf<T extends CoreEvent['type']> = Extract<CoreEvent, { type: T }>;

export const scriptedRunner = fromRoot('test/fixtures/runners/scripted.mjs');

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'retrograph-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A project of one module whose text tells the scripted runner how to load it. */
export async function scriptedProject(text = '', more: Record<string, string> = {}) {
  const root = await temporaryFolder();
  const files: Record<string, string> = { 'package.json': '{}', 'agent.ts': text, ...more };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return { root, file: join(root, 'agent.ts') };
}

/** Core as a host gets it, with the scripted runner, and everything it says. */
export async function scriptedCore(dataDir?: string) {
  const core = createCore({
    dataDir: dataDir ?? (await temporaryFolder()),
    version: '0.0.0',
    hostKind: 'browser',
    runnerEntry: scriptedRunner,
  });
  let disposed: Promise<void> | undefined;
  const dispose = () => (disposed ??= core.dispose());
  onTestFinished(dispose);

  const events: CoreEvent[] = [];
  const waiting = new Set<() => void>();
  core.onEvent((batch) => {
    events.push(...batch);
    for (const look of waiting) look();
  });

  const until = <T extends CoreEvent['type']>(
    type: T,
    matches: (event: EventOf<T>) => boolean = () => true,
    since = 0,
  ): Promise<EventOf<T>> =>
    new Promise((resolve) => {
      const look = () => {
        const found = events
          .slice(since)
          .find((event) => event.type === type && matches(event as EventOf<T>));
        if (!found) return;
        waiting.delete(look);
        resolve(found as EventOf<T>);
      };
      waiting.add(look);
      look();
    });

  return {
    ...core.handlers,
    core,
    dispose,
    events,
    until,
    mark: () => events.length,
    untilSession: (matches: (session: SessionInfo) => boolean, since = 0) =>
      until('session', ({ session }) => matches(session), since),
    /** Opens a target and waits until it is loaded or has its problem. */
    async open(target: string) {
      const { sessionId } = await core.handlers.openProject({ target });
      await until(
        'session',
        ({ session }) => session.sessionId === sessionId && session.phase === 'ready',
      );
      return sessionId;
    },
    async thread(sessionId: string) {
      return (await core.handlers.createThread({ sessionId })).thread_id;
    },
    untilThread: (thread_id: string, state: string, since = 0) =>
      until(
        'thread',
        ({ thread }) => thread.thread_id === thread_id && thread.state === state,
        since,
      ),
  };
}

/** Whether a process is there, zombies included. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
