import { createHash } from 'node:crypto';
import type { Json } from '../protocol/model.ts';

/** What a task is called and how LangGraph came to it. */
export interface NamedTask {
  name: string;
  path: Json[];
}

/** What a task may be: a node that a channel woke, or the `index`th send. */
export type Candidate = { name: string; trigger: string } | { name: string; index: number };

interface Where {
  checkpoint_id: string;
  checkpoint_ns: string;
  step: number;
}

/**
 * Names a task. Python stores its path (`~__pregel_pull, agent`). LangGraph.js stores its id alone, which is a
 * hash of its name and of what woke it (dist/pregel/algo.js, `_prepareSingleTask`), so that a candidate proves
 * itself; an older version's hash differs, and then a single `likely` one is believed. `known` are all others.
 */
export function nameTask(
  { task_id, task_path }: { task_id: string; task_path: string },
  where: Where,
  likely: Candidate[],
  known: Candidate[],
): NamedTask | undefined {
  const [kind, second] = task_path.replace(/^~/, '').split(', ');
  if (kind === '__pregel_pull' && second) return { name: second, path: [kind, second] };
  if (kind === '__pregel_push' && /^\d+$/.test(second ?? '')) {
    const index = Number(second);
    const sent = likely.find((one) => 'index' in one && one.index === index);
    return sent && asNamed(sent);
  }
  const proven = [...likely, ...known].find((one) => idsOf(one, where).includes(task_id));
  if (proven) return asNamed(proven);
  const [only, ...others] = likely;
  return only && others.every(({ name }) => name === only.name) ? asNamed(only) : undefined;
}

const asNamed = (one: Candidate): NamedTask => ({
  name: one.name,
  path: 'index' in one ? ['__pregel_push', one.index] : ['__pregel_pull', one.name],
});

/** The id LangGraph.js will give a task that has not run yet. */
export const taskId = (one: Candidate, where: Where): string => idsOf(one, where)[0] ?? '';

function idsOf(one: Candidate, { checkpoint_id, checkpoint_ns, step }: Where): string[] {
  const ns = checkpoint_ns === '' ? one.name : `${checkpoint_ns}|${one.name}`;
  const rest =
    'index' in one ? ['__pregel_push', String(one.index)] : ['__pregel_pull', [one.trigger]];
  return [step + 1, step].map((at) =>
    uuid5(JSON.stringify([ns, String(at), one.name, ...rest]), checkpoint_id),
  );
}

/** Under which id both languages keep what an `updateState` on a checkpoint wrote. */
export const updateId = (checkpointId: string): string => uuid5('__interrupt__', checkpointId);

/** RFC 9562, version 5. */
function uuid5(name: string, namespace: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
