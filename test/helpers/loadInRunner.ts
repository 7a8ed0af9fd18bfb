import path from 'node:path';
import { onTestFinished } from 'vitest';
import { startRunner } from '../../core/adapters/local/runnerProcess.ts';
import { tsconfigFor } from '../../core/adapters/project/resolveProject.ts';
import type { StudioError } from '../../core/protocol/errors.ts';
import type { LoadRequest } from '../../core/runner/messages.ts';
import { fromRoot } from '../../scripts/root.ts';

/** A real runner in `root`, killed when the test is over. */
export function runnerIn(root: string) {
  const runner = startRunner(fromRoot('dist/runner/main.mjs'), {
    nodePath: process.execPath,
    root,
    env: {},
  });
  onTestFinished(async () => {
    runner.kill();
    await runner.ended;
  });
  return runner;
}

/** Loads `file[:export]` of a project in a runner of its own; the answer can still ask it for sources. */
export async function loadInRunner(root: string, target: string, more: Partial<LoadRequest> = {}) {
  const [name = '', exported] = target.split(':');
  const file = path.join(root, name);
  const tsconfig = tsconfigFor(file);
  const runner = runnerIn(root);
  const loaded = await runner.calls.load({
    root,
    graph: { id: exported ?? path.parse(file).name, file, ...(exported && { export: exported }) },
    ...(tsconfig && { tsconfig }),
    ...more,
  });
  return { ...loaded, getSource: runner.calls.getSource };
}

/** What loading throws. */
export async function failureOf(root: string, target: string): Promise<StudioError> {
  const outcome = await loadInRunner(root, target).catch((error: unknown) => error);
  if (!(outcome instanceof Error)) throw new Error(`${target} loads.`);
  return outcome as StudioError;
}
