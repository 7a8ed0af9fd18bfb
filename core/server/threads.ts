import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { isWireError } from '../protocol/errors.ts';
import type { Json, ThreadInfo } from '../protocol/model.ts';
import type { Permit } from './access.ts';
import { ClientFailure } from './failure.ts';
import { contains, pick, sorted, type ServedProject } from './project.ts';
import type { threadCreate, ThreadSearch } from './schemas.ts';

type Status = 'idle' | 'busy' | 'interrupted' | 'error';

/** Whether what has this metadata is the client's to see. */
type Fits = Permit<unknown>['fits'];

/** What clients said of a thread, beside what it is. */
interface Said {
  metadata: Record<string, Json>;
}

/** A thread as the server API says it. */
export interface ApiThread {
  thread_id: string;
  created_at: string;
  updated_at: string;
  state_updated_at: string;
  metadata: Record<string, Json>;
  status: Status;
  config: object;
  values: Json;
  interrupts: Record<string, Json[]>;
  error: string | null;
}

const KIND = 'thread';

type NewThread = Partial<Omit<z.output<typeof threadCreate>, 'supersteps'>>;

export type ApiThreads = ReturnType<typeof createApiThreads>;

/** A run that stands at a breakpoint of the window is under way, as far as its client knows. */
export const statusOf = ({ state, stopped, run_id }: ThreadInfo): Status => {
  if (state === 'running' || (state === 'stopped' && run_id !== undefined)) return 'busy';
  if (state === 'idle') return 'idle';
  return stopped?.reason === 'exception' ? 'error' : 'interrupted';
};

const missing = (thread_id: string) => new ClientFailure(404, `There is no thread ${thread_id}.`);

/** The threads of the project, the same ones the window shows. */
export function createApiThreads({ session, threads, states, served }: ServedProject) {
  const said = (thread_id: string): Said['metadata'] =>
    served.get<Said>(KIND, thread_id)?.metadata ?? {};

  const find = (thread_id: string): ThreadInfo | undefined => {
    try {
      return threads.get(thread_id);
    } catch (error) {
      if (isWireError(error) && error.code === 'unknownThread') return undefined;
      throw error;
    }
  };
  const info = (thread_id: string): ThreadInfo => {
    const thread = find(thread_id);
    if (!thread) throw missing(thread_id);
    return thread;
  };

  const light = (thread: ThreadInfo) => ({
    thread_id: thread.thread_id,
    created_at: thread.created_at,
    updated_at: thread.updated_at,
    state_updated_at: thread.updated_at,
    metadata: {
      ...(thread.graph_id !== '' && { graph_id: thread.graph_id }),
      ...said(thread.thread_id),
    },
    status: statusOf(thread),
    config: {},
    error: statusOf(thread) === 'error' ? (thread.stopped?.message ?? null) : null,
  });

  const metadataOf = (thread_id: string) => {
    const thread = find(thread_id);
    return thread && light(thread).metadata;
  };

  const whole = (thread: ThreadInfo): ApiThread => {
    const state = states.at({ thread_id: thread.thread_id });
    const asking = state?.tasks.filter(
      ({ interrupts, result }) => interrupts.length > 0 && result === null,
    );
    return {
      ...light(thread),
      values: state?.values ?? null,
      interrupts: Object.fromEntries((asking ?? []).map(({ id, interrupts }) => [id, interrupts])),
    };
  };

  const say = (thread_id: string, metadata: Record<string, Json>) =>
    served.put(KIND, thread_id, { metadata: { ...said(thread_id), ...metadata } });

  /** A graph that is the only one is every thread's. */
  const graphFor = (metadata: Record<string, Json> = {}): string => {
    const { graphs } = session.info();
    const named = metadata['graph_id'];
    return typeof named === 'string' ? named : graphs.length === 1 ? (graphs[0]?.id ?? '') : '';
  };

  const matching = (query: ThreadSearch, fits: Fits): ThreadInfo[] =>
    threads.all().filter((thread) => {
      const one = light(thread);
      if (!fits(one.metadata)) return false;
      if (query.ids && !query.ids.includes(one.thread_id)) return false;
      if (query.status !== undefined && one.status !== query.status) return false;
      if (query.metadata && !contains(one.metadata, query.metadata)) return false;
      return query.values ? contains(whole(thread).values, query.values) : true;
    });

  return {
    info,
    get: (thread_id: string) => whole(info(thread_id)),

    /** Undefined for one that is not there. */
    metadataOf,

    /** Throws 404 for one that is not there, and the same for one that is not the client's. */
    check(thread_id: string, fits: Fits): void {
      const metadata = metadataOf(thread_id);
      if (!metadata || !fits(metadata)) throw missing(thread_id);
    },

    /** Throws 409 for an id that is taken, unless told to do nothing and it is the client's. */
    create(given: NewThread, fits: Fits): ApiThread {
      const { thread_id = randomUUID(), metadata } = given;
      const taken = given.thread_id === undefined ? undefined : find(thread_id);
      if (taken) {
        const isTheirs = fits(light(taken).metadata);
        if (isTheirs && given.if_exists === 'do_nothing') return whole(taken);
        throw new ClientFailure(409, `There is a thread ${thread_id} already.`);
      }
      const thread = threads.create(graphFor(metadata), undefined, thread_id);
      if (metadata) say(thread_id, metadata);
      session.tellThread(thread);
      return whole(thread);
    },

    patch(thread_id: string, metadata: Record<string, Json> = {}): ApiThread {
      info(thread_id);
      say(thread_id, metadata);
      return whole(info(thread_id));
    },

    /** For a run of another graph, or of the first. */
    assign(thread_id: string, assistant: { graph_id: string; assistant_id: string }): void {
      const { graph_id, assistant_id } = assistant;
      if (info(thread_id).graph_id !== graph_id) {
        session.tellThread(threads.assign(thread_id, graph_id));
      }
      if (said(thread_id)['assistant_id'] !== assistant_id)
        say(thread_id, { graph_id, assistant_id });
    },

    async delete(thread_id: string): Promise<void> {
      info(thread_id);
      await session.deleteThread(thread_id);
      served.delete(KIND, thread_id);
      served.deleteOf('run', thread_id);
    },

    /** Forgets how the thread came where it stands. */
    async keepLatest(thread_id: string): Promise<void> {
      info(thread_id);
      await session.surgery.deleteCheckpoints(thread_id, { what: 'allButLatest' });
    },

    /** A branch at the newest checkpoint; without one, a new thread. */
    copy(thread_id: string): ApiThread {
      const from = info(thread_id);
      const checkpoint_id = states.at({ thread_id })?.checkpoint?.checkpoint_id;
      const copy = checkpoint_id
        ? threads.branch({ thread_id, checkpoint_ns: '', checkpoint_id })
        : threads.create(from.graph_id);
      say(copy.thread_id, { ...said(thread_id), thread_id: copy.thread_id });
      session.tellThread(copy);
      return whole(copy);
    },

    count: (query: ThreadSearch, fits: Fits): number => matching(query, fits).length,

    search(query: ThreadSearch, fits: Fits): { page: Partial<ApiThread>[]; total: number } {
      const { offset = 0, limit = 10, sort_by = 'created_at', sort_order = 'desc', select } = query;
      const found = matching(query, fits);
      const byStatus = sort_by === 'status';
      const ordered = byStatus
        ? sorted(
            found.map((thread) => ({ thread, status: statusOf(thread) })),
            'status',
            sort_order,
          ).map(({ thread }) => thread)
        : sorted(found, sort_by === 'state_updated_at' ? 'updated_at' : sort_by, sort_order);
      const page = ordered.slice(offset, offset + limit);
      return { page: page.map((thread) => pick(whole(thread), select)), total: found.length };
    },
  };
}
