import type { GraphRef } from '../../protocol/model.ts';
import type { Pregel } from '../langgraph.ts';
import type { Builder } from './builder.ts';
import { findGraph, notAGraph } from './findGraph.ts';
import { locateFunction } from './functionLocation.ts';
import { likeness, toPregel, type FactoryConfig } from './graphLike.ts';
import type { Exports } from './importModule.ts';
import { loadFailure, type Attempt } from './loadFailure.ts';
import { functionOf } from './nodeFunction.ts';

/** The compiled graph a reference stands for, and the name of its export. Calls factories, with `config`, and compiles builders. */
export async function openGraph(
  exports: Exports,
  ref: GraphRef,
  config?: FactoryConfig,
): Promise<{ name: string; pregel: Pregel; isMade: boolean }> {
  const { name, value } = findGraph(exports, ref);
  const pregel = await toPregel(value, config).catch(async (error: unknown) => {
    const attempt =
      likeness(value) === 'builder' ? compiling(name, value as Builder, error) : making(name);
    throw await loadFailure(error, { entry: ref.file, ...attempt });
  });
  if (!pregel) throw notAGraph(ref, name);
  return { name, pregel, isMade: likeness(value) === 'function' };
}

function making(name: string): Pick<Attempt, 'sentence'> {
  return { sentence: (file, what) => `${file} threw while ${name} made the graph: ${what}` };
}

/** LangGraph names the node that is wrong between backticks. */
function compiling(name: string, builder: Builder, error: unknown): Omit<Attempt, 'entry'> {
  const node = /`([^`]+)`/.exec(String(error))?.[1] ?? '';
  const run = functionOf(builder.nodes[node]?.runnable);
  const at = run && locateFunction(run);
  return {
    sentence: (_, what) => `${name} does not compile: ${what.replace(/^\w*Error: /, '')}`,
    ...(at && { at }),
  };
}
