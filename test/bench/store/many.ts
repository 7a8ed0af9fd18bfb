import { emptyCheckpoint, uuid6, type Checkpoint } from '@langchain/langgraph-checkpoint';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { openDatabaseFile } from '../../../core/storage/database.ts';
import { createWriter } from '../../../core/storage/structure/writer.ts';
import { median } from '../lib/report.ts';
import { textOf } from './text.ts';

/** Checkpoints of one thread. */
const LENGTH = 100;
/** Threads looked at, each once: all of a thousand checkpoints. */
const LOOKS = 10;

const threadOf = (index: number) => `thread-${index}`;

const stateAt = (thread: number, step: number) => ({
  step,
  log: Array.from({ length: step + 1 }, (_, i) => ({ i, text: textOf(thread + i, 120) })),
});

/** Fills a database with threads of a hundred checkpoints, through the writer that savers use; some threads a transaction. */
export function fillMany(count: number, path: string): Record<string, number> {
  const start = performance.now();
  const db = openDatabaseFile(path, 0);
  const writer = createWriter(db, JSON.stringify);
  const threads = count / LENGTH;
  for (let thread = 0; thread < threads; thread++) {
    db.transaction(() => {
      let parent: string | undefined;
      const { log } = stateAt(thread, LENGTH - 1);
      for (let step = 0; step < LENGTH; step++) {
        const id = uuid6(step);
        const channel_values = { step, log: log.slice(0, step + 1) };
        const versions = { step: step + 1, log: step + 1 };
        writer.put({
          thread_id: threadOf(thread),
          checkpoint_ns: '',
          checkpoint_id: id,
          ...(parent && { parent_checkpoint_id: parent }),
          state: { v: 4, channel_values, channel_versions: versions, versions_seen: {} },
          created_at: new Date().toISOString(),
          metadata: JSON.stringify({ source: 'loop', step, parents: {} }),
          step,
          source: 'loop',
          changed: ['step', 'log'],
        });
        parent = id;
      }
    });
  }
  db.close();
  return { ms: performance.now() - start };
}

/** Medians in milliseconds: of opening the file, and of looking at threads and going on with them, each for the first time. */
export async function lookAtMany(count: number, path: string): Promise<Record<string, number>> {
  const openings = Array.from({ length: 9 }, () => {
    const start = performance.now();
    new RetrographSaver(path).close();
    return performance.now() - start;
  });
  const saver = new RetrographSaver(path);
  const times = { timeline: [] as number[], state: [] as number[], append: [] as number[] };
  const timed = async <T>(name: keyof typeof times, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    times[name].push(performance.now() - start);
    return result;
  };
  const threads = count / LENGTH;
  for (let look = 0; look < LOOKS; look++) {
    const thread = Math.floor((look * threads) / LOOKS);
    const at = (checkpoint_id: string) => ({
      configurable: { thread_id: threadOf(thread), checkpoint_ns: '', checkpoint_id },
    });
    const rows = await timed('timeline', () => saver.rows(threadOf(thread)));
    const head = rows[0]?.checkpoint_id ?? '';
    const middle = rows[rows.length >> 1]?.checkpoint_id ?? '';
    const tuple = await timed('state', () => saver.getTuple(at(middle)));
    if (!tuple?.checkpoint.channel_values['log']) throw new Error('A state is missing.');
    await timed('append', () => append(saver, thread, at(head)));
  }
  saver.close();
  const { timeline, state, append: appended } = times;
  return {
    opening: median(openings),
    timeline: median(timeline),
    state: median(state),
    append: median(appended),
  };
}

async function append(
  saver: RetrographSaver,
  thread: number,
  config: { configurable: { thread_id: string } },
): Promise<void> {
  const channel_values = stateAt(thread, LENGTH);
  const versions = { step: LENGTH + 1, log: LENGTH + 1 };
  const checkpoint: Checkpoint = {
    ...emptyCheckpoint(),
    id: uuid6(LENGTH),
    channel_values,
    channel_versions: versions,
  };
  const written = saver.putWrites(config, [['step', LENGTH]], crypto.randomUUID());
  await saver.put(config, checkpoint, { source: 'loop', step: LENGTH, parents: {} }, versions);
  await written;
}
