#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// Core needs Node 24; on an older one it runs on the copy this package brings.
const [major] = process.versions.node.split('.').map(Number);
const node =
  major >= 24
    ? process.execPath
    : createRequire(import.meta.url).resolve(
        process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node',
      );

const start = fileURLToPath(new URL('../scripts/start.ts', import.meta.url));
const { status } = spawnSync(node, [start, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
