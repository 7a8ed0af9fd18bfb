import { globSync, statSync } from 'node:fs';
import { fromRoot } from './root.ts';

interface Part {
  sources: string[];
  /** Written by `make`, last of all that it writes. */
  output: string;
  make: () => Promise<void>;
}

/** The bundlers are loaded only when there is something to bundle: starting should not wait for them. */
const parts: Part[] = [
  {
    sources: ['renderer/**', 'core/protocol/*.ts', 'vite.config.ts', 'package.json'],
    output: 'dist/renderer/index.html',
    make: async () => (await import('./buildRenderer.ts')).buildRenderer(),
  },
  {
    sources: [
      'core/runner/**',
      'core/structure/*.ts',
      'core/protocol/*.ts',
      'scripts/buildRunner.ts',
    ],
    output: 'dist/runner/main.mjs',
    make: async () => (await import('./buildRunner.ts')).buildRunner(),
  },
  {
    sources: [
      'core/checkpointer/*.ts',
      'core/storage/**/*.ts',
      'core/structure/*.ts',
      'scripts/buildCheckpointer.ts',
    ],
    output: 'dist/checkpointer/checkpointer.mjs',
    make: async () => (await import('./buildCheckpointer.ts')).buildCheckpointer(),
  },
  {
    sources: ['core/**/*.ts', 'package.json', 'scripts/buildCore.ts'],
    output: 'dist/core/cli.mjs',
    make: async () => (await import('./buildCore.ts')).buildCore(),
  },
  {
    sources: ['electron/*.ts', 'core/**/*.ts', 'package.json', 'scripts/buildElectron.ts'],
    output: 'dist/electron/main.mjs',
    make: async () => (await import('./buildElectron.ts')).buildElectron(),
  },
];

const isStale = ({ sources, output }: Part): boolean => {
  const built = statSync(fromRoot(output), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return globSync(sources, { cwd: fromRoot() }).some(
    (source) => (statSync(fromRoot(source), { throwIfNoEntry: false })?.mtimeMs ?? 0) > built,
  );
};

/** Everything in `dist/`: the renderer, core, the runner, the checkpointer and the desktop shell. */
export async function build(): Promise<void> {
  await Promise.all(parts.map((part) => part.make()));
}

/** Builds only what is older than its sources. Milliseconds when there is nothing to do. */
export async function buildStale(): Promise<void> {
  const stale = parts.filter(isStale);
  if (stale.length === 0) return;
  process.stderr.write('Building Retrograph…\n');
  await Promise.all(stale.map((part) => part.make()));
}

if (import.meta.main) await build();
