import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { Client } from '@langchain/langgraph-sdk';
import { afterAll } from 'vitest';
import { createCore } from '../../core/createCore.ts';
import type { CoreEvent } from '../../core/protocol/events.ts';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import { fromRoot } from '../../scripts/root.ts';

const shared = new Map<string, ReturnType<typeof serve>>();
const closing: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A project of ours or an absolute one behind the LangGraph API, with a real runner, and LangGraph's own client of it. One a file and target. */
export function servedCore(target: string): ReturnType<typeof serve> {
  const known = shared.get(target) ?? serve(target);
  shared.set(target, known);
  return known;
}

async function serve(target: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'retrograph-test-'));
  const core = createCore({ dataDir, version: '0.0.0', hostKind: 'browser' });
  closing.push(async () => {
    await core.dispose();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const events: CoreEvent[] = [];
  const looking = new Set<() => void>();
  core.onEvent((batch) => {
    events.push(...batch);
    for (const look of looking) look();
  });
  const { handlers } = core;
  const { sessionId } = await handlers.openProject({
    target: resolvePath(fromRoot(), target),
  });
  const { api } = await handlers.serveProject({ sessionId, port: 0 });
  const client = new Client({ apiUrl: api, apiKey: null, callerOptions: { maxRetries: 0 } });
  // Any answer but that of `/ok` and `/info` comes when the project is open.
  await fetch(`${api}/nowhere`);

  return {
    ...handlers,
    sessionId,
    api,
    client,
    /** What the window saw of a thread, once it is as wanted. */
    untilThread: (thread_id: string, fits: (thread: ThreadInfo) => boolean): Promise<ThreadInfo> =>
      new Promise((resolve) => {
        const look = () => {
          const last = events.findLast(
            (event) => event.type === 'thread' && event.thread.thread_id === thread_id,
          );
          if (last?.type !== 'thread' || !fits(last.thread)) return;
          looking.delete(look);
          resolve(last.thread);
        };
        looking.add(look);
        look();
      }),
    /** A request as it stands: its status and JSON. */
    async ask(path: string, init: RequestInit = {}) {
      const response = await fetch(`${api}${path}`, init);
      const text = await response.text();
      return { status: response.status, text, headers: response.headers };
    },
  };
}

/** Everything a stream brings. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}
