import { onTestFailed, onTestFinished } from 'vitest';
import type { Adapter } from '../../core/adapters/adapter.ts';
import type { GraphModel } from '../../core/protocol/graph.ts';
import type { RunnerInfo } from '../../core/protocol/model.ts';
import { createDebuggee, type Debuggee } from './debuggee.ts';
import { describeEvent } from './eventLog.ts';

/** Makes an adapter on one fixture graph, and gives back what closes everything behind it. */
export type MakeAdapter = (fixture: string) => Promise<{
  adapter: Adapter;
  graphId: string;
  close: () => Promise<void>;
}>;

/** A fixture graph that is open: loaded once, for as many threads as there are scenarios. */
export interface Opened {
  adapter: Adapter;
  graphId: string;
  graph: GraphModel;
  runner?: RunnerInfo;
  close: () => Promise<void>;
}

/** Opens a fixture on a thread of its own; `alone`: in a process of its own too, for what leaves traces there. */
export type Open = (fixture: string, how?: { alone?: boolean }) => Promise<Debuggee>;

/** Starting a process is most of what a scenario costs, so the last few fixtures stay open for the next ones. */
const KEPT = 3;

export function createStage(makeAdapter: MakeAdapter) {
  const kept = new Map<string, Opened>();

  const load = async (fixture: string): Promise<Opened> => {
    const made = await makeAdapter(fixture);
    await made.adapter.connect();
    return { ...made, ...(await made.adapter.loadGraph(made.graphId)) };
  };

  const shared = async (fixture: string): Promise<Opened> => {
    const opened = kept.get(fixture) ?? (await load(fixture));
    kept.delete(fixture);
    kept.set(fixture, opened);
    const [[oldest, old] = []] = kept;
    if (oldest !== undefined && kept.size > KEPT) {
      kept.delete(oldest);
      await old?.close();
    }
    await opened.adapter.setBreakpoints([]);
    return opened;
  };

  const open: Open = async (fixture, { alone = false } = {}) => {
    const opened = alone ? await load(fixture) : await shared(fixture);
    if (alone) onTestFinished(opened.close);
    const debuggee = await createDebuggee(opened);
    onTestFailed(async () => {
      console.log(debuggee.log.events.map(describeEvent).join('\n'));
      // What a failed scenario left running must not fail the next one.
      kept.delete(fixture);
      await opened.close();
    });
    return debuggee;
  };

  return {
    open,
    close: async () => {
      await Promise.all([...kept.values()].map((opened) => opened.close()));
    },
  };
}
