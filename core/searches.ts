import { StudioError } from './protocol/errors.ts';

/** Searches that are under way, by the name of who wants them. */
export interface Searches {
  /** Ends the search of that name before it begins another. */
  begin: <Result>(
    name: string,
    search: (signal: AbortSignal) => Promise<Result>,
  ) => Promise<Result>;
}

/** Of each name one is under way at a time: the last. Those before throw `superseded`. */
export function createSearches(): Searches {
  const underWay = new Map<string, AbortController>();
  return {
    async begin(name, search) {
      underWay.get(name)?.abort(new StudioError('superseded', 'Something else is looked for.'));
      const own = new AbortController();
      underWay.set(name, own);
      try {
        return await search(own.signal);
      } finally {
        if (underWay.get(name) === own) underWay.delete(name);
      }
    },
  };
}
