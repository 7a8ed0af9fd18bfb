import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file that `slow` waits for, and how to make it. */
export function closedGate() {
  const gate = join(tmpdir(), `gate-${randomUUID()}`);
  onTestFinished(() => rmSync(gate, { force: true }));
  return { gate, open: () => writeFileSync(gate, '') };
}
