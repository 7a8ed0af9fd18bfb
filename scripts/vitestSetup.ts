import { existsSync } from 'node:fs';
import { buildRunner } from './buildRunner.ts';
import { fromRoot } from './root.ts';

/** The runner is the only part of core that is built: once, before the first test. */
export async function setup(): Promise<void> {
  if (existsSync(fromRoot('core/runner/main.ts'))) await buildRunner();
}
