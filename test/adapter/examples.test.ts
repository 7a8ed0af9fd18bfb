import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromRoot } from '../../scripts/root.ts';
import { createDebuggee } from '../helpers/debuggee.ts';
import { openLocalProject } from '../helpers/localProject.ts';

/** Where a newcomer stands after the first Run of each example, with the breakpoints it was compiled with. */
const firstStops: Record<string, object | undefined> = {
  weather: { reason: 'breakpoint', when: 'before', nodes: ['ask_human'] },
  'weather with interrupt': { reason: 'interrupt', nodes: ['ask_human'] },
  feedback: { reason: 'interrupt', nodes: ['human_feedback'] },
  functional: { reason: 'interrupt', nodes: ['graph:human_feedback'] },
  'functional agent': { reason: 'interrupt', nodes: ['agent:callTool'] },
  chatbot: { reason: 'interrupt', nodes: ['tools'] },
  travel: undefined,
  research: undefined,
};

test('every example opens from langgraph.json, and runs with the input it brings', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'retrograph-examples-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const { adapter, close } = openLocalProject(fromRoot('examples/langgraph.json'), dataDir);
  onTestFinished(close);
  const { graphs } = await adapter.connect();
  expect(graphs.map(({ id }) => id)).toEqual(Object.keys(firstStops));
  const stops: typeof firstStops = {};
  for (const { id } of graphs) {
    const { graph, runner } = await adapter.loadGraph(id);
    const debuggee = await createDebuggee({ adapter, graphId: id, graph, runner });
    await adapter.setBreakpoints(
      graph.compiledBreakpoints.map((side) => ({ ...side, enabled: true, verified: false })),
    );
    const { reason, when, nodes } = (await debuggee.run()) ?? {};
    stops[id] = reason && { reason, ...(when && { when }), nodes };
  }
  expect(stops).toEqual(firstStops);
});
