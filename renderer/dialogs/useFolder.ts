import { useCallback, useState } from 'react';
import { toWireError } from '../../core/protocol/errors.ts';
import type { DirectoryListing } from '../../core/protocol/places.ts';
import { useApp, type AppState } from '../store/store.ts';

const selectBrowse = (state: AppState) => state.browse;

/** One folder at a time, as core sees it. `go` without a path goes to the last one. A folder that cannot be read leaves the one before. */
export function useFolder() {
  const browse = useApp(selectBrowse);
  const [listing, setListing] = useState<DirectoryListing>();
  const [problem, setProblem] = useState<string>();
  const go = useCallback(
    async (path?: string) => {
      try {
        setListing(await browse(path));
        setProblem(undefined);
      } catch (thrown) {
        setProblem(toWireError(thrown).message);
      }
    },
    [browse],
  );
  return { listing, problem, go };
}
