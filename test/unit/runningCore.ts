import { createCore } from '../../core/createCore.ts';
import type { CoreEvent } from '../../core/protocol/events.ts';
import { fromRoot } from '../../scripts/root.ts';

/** Core with a run under way, to be killed in the middle of it. Prints the thread's id. */
const [dataDir = ''] = process.argv.slice(2);
const core = createCore({ dataDir, version: 'test', hostKind: 'browser' });
const isReady = (event: CoreEvent) => event.type === 'session' && event.session.phase === 'ready';
const ready = new Promise<void>((resolve) => {
  core.onEvent((events) => events.some(isReady) && resolve());
});
const target = fromRoot('test/fixtures/graphs/counts.ts:graph');
const { sessionId } = await core.handlers.openProject({ target });
await ready;
const { thread_id } = await core.handlers.createThread({ sessionId });
process.stdout.write(`${thread_id}\n`);
const input = { count: 0, to: 5_000 };
await core.handlers.run({ sessionId, thread_id, input, mode: 'continue' });
