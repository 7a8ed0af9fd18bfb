import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const nodeProject = (name: string) => ({
  test: {
    name,
    environment: 'node',
    include: [`test/${name}/**/*.test.ts`],
    globalSetup: ['scripts/vitestSetup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

/** Real runners and real databases are slow to start on a loaded machine: the limits end hangs, they measure nothing. */
export default defineConfig({
  test: {
    projects: [
      nodeProject('unit'),
      nodeProject('adapter'),
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
