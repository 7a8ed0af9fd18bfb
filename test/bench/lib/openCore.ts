import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore } from '../../../core/createCore.ts';
import type { CoreEvent } from '../../../core/protocol/events.ts';

/** Core with a data directory of its own and a way to wait for an event. */
export function openCore() {
  const dataDir = mkdtempSync(join(tmpdir(), 'retrograph-bench-'));
  const core = createCore({ dataDir, version: 'bench', hostKind: 'browser' });
  return {
    handlers: core.handlers,
    /** Resolves at the first event from now on that `wanted` accepts. */
    event: (wanted: (event: CoreEvent) => boolean): Promise<CoreEvent> =>
      new Promise((resolve) => {
        const forget = core.onEvent((events) => {
          const found = events.find(wanted);
          if (!found) return;
          forget();
          resolve(found);
        });
      }),
    close: async (): Promise<void> => {
      await core.dispose();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
