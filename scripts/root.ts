import { join } from 'node:path';

/** Absolute path of a file of this repository, wherever the process was started. */
export const fromRoot = (...parts: string[]): string => join(import.meta.dirname, '..', ...parts);
