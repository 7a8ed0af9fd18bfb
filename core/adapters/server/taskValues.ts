import type { Json } from '../../protocol/model.ts';

/** The inputs and outputs of this many tasks that were seen to run are kept at hand. */
const MOST = 500;

export type TaskValues = ReturnType<typeof createTaskValues>;

/** What tasks received and wrote, where a stream told it: a server's checkpoints don't. */
export function createTaskValues() {
  const kept = new Map<string, { input?: Json; writes?: Json }>();
  const add = (id: string, part: { input?: Json; writes?: Json }) => {
    const known = kept.get(id);
    kept.delete(id);
    kept.set(id, { ...known, ...part });
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  };
  return {
    received: (id: string, input: Json) => add(id, { input }),
    wrote: (id: string, writes: Json) => add(id, { writes }),
    of: (id: string) => kept.get(id) ?? {},
  };
}
