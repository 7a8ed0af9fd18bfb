import type { ApiConfig } from '../protocol/apiConfig.ts';
import type { Session } from '../session/session.ts';
import type { Items, Served, Threads, ThreadStates } from '../storage/storage.ts';

/** What is served: a session, and what is stored of its project. */
export interface ServedProject {
  session: Session;
  threads: Threads;
  states: ThreadStates;
  served: Served;
  /** The long-term store of its graphs. */
  items: Items;
  /** What its langgraph.json says of it. */
  config?: ApiConfig;
}

/** Whether `part` is within `whole`, as Postgres' `@>` has it. */
export function contains(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return whole === part;
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([key, value]) =>
    contains((whole as Record<string, unknown>)[key], value),
  );
}

/** Only the fields a client selected; all when it did not say. */
export function pick<T extends object>(record: T, select: string[] | undefined): Partial<T> {
  if (!select) return record;
  const entries = Object.entries(record).filter(([key]) => select.includes(key));
  return Object.fromEntries(entries) as Partial<T>;
}

/** Sorts a copy by one field; texts by code unit, which is what ids and ISO dates want. */
export function sorted<T extends object>(records: T[], by: string, order: 'asc' | 'desc'): T[] {
  const valueOf = (record: T) => {
    const value = (record as Record<string, unknown>)[by];
    return typeof value === 'string' ? value : '';
  };
  const sign = order === 'asc' ? 1 : -1;
  return records.toSorted((a, b) => {
    const [one, other] = [valueOf(a), valueOf(b)];
    return one === other ? 0 : one < other ? -sign : sign;
  });
}
