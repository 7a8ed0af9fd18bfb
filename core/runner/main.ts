import { createBirpc } from 'birpc';
import { createBatch } from '../protocol/batch.ts';
import { NO_TIMEOUT, packError, unpackError } from '../protocol/channel.ts';
import { fromWireError, StudioError } from '../protocol/errors.ts';
import { callApp } from './customApp.ts';
import { authenticate, authorize } from './customAuth.ts';
import { createDebuggee } from './debuggee.ts';
import { describeGraph } from './loading/describeGraph.ts';
import { loadGraph, prepare } from './loading/loading.ts';
import { readSource } from './loading/nodeSource.ts';
import type { LoadedGraph } from './loadedGraph.ts';
import { TAPE_VARIABLE, type HostFunctions, type RunnerFunctions } from './messages.ts';
import { watchForOrphanhood } from './orphanWatch.ts';
import { attributeOutput } from './output.ts';
import { createTapedHost } from './tapedHost.ts';

/** The process that loads and runs one graph of the user's. Lives as long as the pipe to core. */
const send = process.send?.bind(process);
if (!send) throw new Error('Retrograph starts this file itself, with an ipc channel.');
// The pipe is ours: code that greets its parent (`process.send?.('ready')`) must not talk into it.
delete process.send;

let loaded: LoadedGraph | undefined;
let debuggee: ReturnType<typeof createDebuggee> | undefined;

const functions: RunnerFunctions = {
  prepare,
  async load(request) {
    if (loaded) throw new StudioError('internal', 'A runner loads one graph, and only once.');
    const { graph, files } = await loadGraph(request);
    loaded = graph;
    debuggee = createDebuggee(graph, host);
    const { version, coreVersion } = graph.library;
    const runner = {
      pid: process.pid,
      nodePath: process.execPath,
      nodeVersion: process.versions.node,
      langgraphVersion: version,
      coreVersion,
    };
    return { graph: graph.model, runner, files };
  },
  getSource: async (node) => readSource(theGraph(), node),
  describe: async (xray) => describeGraph(theGraph(), xray),
  callApp,
  authenticate,
  authorize,
  setBreakpoints: async (breakpoints) => theDebuggee().setBreakpoints(breakpoints),
  run: async (run, head) => theDebuggee().run(run, head),
  pause: async (threadId) => theDebuggee().pause(threadId),
  stop: async (threadId) => theDebuggee().stop(threadId),
  updateState: async (update) => theDebuggee().updateState(update),
  readHold: async (threadId, holdId) => theDebuggee().readHold(threadId, holdId),
  release: async (...hold) => theDebuggee().release(...hold),
  refused: async (threadId, error) => theDebuggee().refused(threadId, fromWireError(error)),
  ping: async () => {},
};

function theGraph(): LoadedGraph {
  if (!loaded) throw new StudioError('notReady', 'The graph is not loaded yet.');
  return loaded;
}

function theDebuggee(): NonNullable<typeof debuggee> {
  if (!debuggee) throw new StudioError('notReady', 'The graph is not loaded yet.');
  return debuggee;
}

// `nextTick` comes after every promise that is settled already: a super-step's writes and its checkpoint go together.
const wire = createBatch(
  // Where the pipe broke, `disconnect` follows, and ends this process: nothing to be said in the person's output.
  (messages) => void send(messages, undefined, undefined, () => {}),
  process.nextTick,
);

const pipe = createBirpc<Required<HostFunctions>, RunnerFunctions>(functions, {
  post(message: { m?: string }) {
    wire.add(message);
    // Events that must be out before a node begins are sent by the emitter in time: do not hold them back.
    if (message.m === 'emit' || message.m === 'nudge') wire.flush();
  },
  on: (listener: (message: object) => void) =>
    process.on('message', (messages: object[]) => messages.forEach(listener)),
  serialize: packError,
  deserialize: unpackError,
  timeout: NO_TIMEOUT,
  // Nobody waits for an answer, which would wake this process once more in every super-step.
  eventNames: ['emit', 'forgot', 'nudge'],
});
const host = createTapedHost(pipe, process.env[TAPE_VARIABLE]);
// As the pipe, it is not the graph's.
delete process.env[TAPE_VARIABLE];

process.on('disconnect', () => process.exit());
watchForOrphanhood();
attributeOutput(host.emit);
