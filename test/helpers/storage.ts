import { onTestFinished } from 'vitest';
import { openStorage } from '../../core/storage/openStorage.ts';
import type { Storage } from '../../core/storage/storage.ts';
import { dataDir } from './dataDir.ts';

/** Real storage in a real file, closed when the test ends. */
export function storageFor(dir = dataDir()): Storage {
  const storage = openStorage(dir);
  onTestFinished(() => storage.close());
  return storage;
}
