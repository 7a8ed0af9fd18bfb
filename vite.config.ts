import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer: one bundle for Electron and the browser, everything local, nothing inline. */
export default defineConfig({
  root: `${import.meta.dirname}/renderer`,
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // The Content-Security-Policy knows no data: for scripts, workers and fonts.
    assetsInlineLimit: 0,
    // Monaco is one big chunk, loaded from the local disk.
    chunkSizeWarningLimit: 8000,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
