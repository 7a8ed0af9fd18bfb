import { buildRunner } from './buildRunner.ts';

/** The runner is the only part of core that is built: once, before the first test. */
export async function setup(): Promise<void> {
  await buildRunner();
}
