import type { GraphModel } from '../protocol/graph.ts';
import type { Breakpoint } from '../protocol/breakpoint.ts';
import type { Json } from '../protocol/model.ts';
import type { RunConfig } from '../protocol/runConfig.ts';
import type { Database } from './database.ts';
import type { GraphMemory, ObservedEdge } from './storage.ts';

type Positions = ReturnType<GraphMemory['layout']>;

const INPUTS_KEPT = 20;
/** To be changed when the shape of `GraphModel` is: what an older version remembered is not drawn then. */
const MODEL = 'model1';

/** What is remembered of the graph `graphId` of the project at `project`, an absolute path. */
export function createGraphMemory(db: Database, project: string, graphId: string): GraphMemory {
  const read = <T>(key: string): T | undefined => {
    const sql = 'SELECT value FROM graph_memory WHERE project = ? AND graph_id = ? AND key = ?';
    const row = db.get<{ value: string }>(sql, project, graphId, key);
    return row && (JSON.parse(row.value) as T);
  };
  const write = (key: string, value: unknown) =>
    void db.run(
      'INSERT OR REPLACE INTO graph_memory VALUES (?, ?, ?, ?)',
      project,
      graphId,
      key,
      JSON.stringify(value),
    );
  const inputs = () => read<Json[]>('inputs') ?? [];
  const observedEdges = () => read<ObservedEdge[]>('observedEdges') ?? [];

  return {
    model: () => read<GraphModel>(MODEL),
    setModel: (model) => write(MODEL, model),
    breakpoints: () => read<Breakpoint[]>('breakpoints'),
    setBreakpoints: (breakpoints) => write('breakpoints', breakpoints),
    seededBreakpoints: () => read<string[]>('seededBreakpoints') ?? [],
    setSeededBreakpoints: (keys) => write('seededBreakpoints', keys),
    layout: () => read<Positions>('layout') ?? {},
    setLayout: (positions) => write('layout', positions),
    inputs,
    addInput: (input) =>
      db.transaction(() => {
        const text = JSON.stringify(input);
        const others = inputs().filter((known) => JSON.stringify(known) !== text);
        write('inputs', [input, ...others].slice(0, INPUTS_KEPT));
      }),
    runConfig: () => read<RunConfig>('runConfig') ?? {},
    setRunConfig: (config) => write('runConfig', config),
    observedEdges,
    addObservedEdge: ({ source, target }) =>
      db.transaction(() => {
        const known = observedEdges();
        if (known.some((edge) => edge.source === source && edge.target === target)) return false;
        write('observedEdges', [...known, { source, target }]);
        return true;
      }),
  };
}
