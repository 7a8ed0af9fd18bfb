import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Tests against servers of others, which take the whole machine for a while: they run last, and one at a time. */
const servers = ['server', 'python', 'pythonServer'].map((name) => `test/adapter/${name}.test.ts`);

const node = {
  environment: 'node' as const,
  globalSetup: ['scripts/vitestSetup.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

/** Real runners and real databases are slow to start on a loaded machine: the limits end hangs, they measure nothing. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...node, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { test: { ...node, name: 'adapter', include: ['test/adapter/*.test.ts'], exclude: servers } },
      {
        test: {
          ...node,
          name: 'servers',
          include: servers,
          testTimeout: 120_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'component',
          environment: 'jsdom',
          include: ['test/component/**/*.test.tsx'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
