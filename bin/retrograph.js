#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Core needs Node 24; on an older one it runs on the copy that a clone's packages bring. */
function findNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major >= 24) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    return createRequire(import.meta.url).resolve(`node/bin/${name}`);
  } catch {
    return undefined;
  }
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const node = findNode();
// A clone builds what is missing first; an installed package is built.
const source = here('../scripts/start.ts');
const start = existsSync(source) ? source : here('../dist/core/cli.mjs');
if (node) {
  const { status } = spawnSync(node, [start, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  process.stderr.write(
    `Retrograph needs Node.js 24, and this is ${process.version}. Install Node.js 24 or later (your graphs may run on another: Settings), then start it again.\n`,
  );
  process.exitCode = 1;
}
