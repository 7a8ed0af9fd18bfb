import { Worker } from 'node:worker_threads';

/** Plain JavaScript, run by a worker as it is. POSIX gives orphans another parent; Windows keeps the number. */
const watch = `
const { workerData: parent } = require('node:worker_threads');
const isGone = () => {
  if (process.platform !== 'win32') return process.ppid !== parent;
  try { process.kill(parent, 0); return false; } catch { return true; }
};
setInterval(() => isGone() && process.kill(process.pid, 'SIGKILL'), 1000);
`;

/**
 * Ends this process within about a second of core's death, even while a node spins: a blocked event loop
 * never hears that the pipe was closed, another thread sees that the parent has changed.
 */
export function watchForOrphanhood(): void {
  // Without the loader hooks and variables of the graph: nothing of it may run, or break, here.
  const worker = new Worker(watch, { eval: true, execArgv: [], env: {}, workerData: process.ppid });
  // A machine that cannot start a thread only loses this guard.
  worker.on('error', () => {});
  worker.unref();
}
