import type { ChannelInfo, Diagnostic } from '../../protocol/graph.ts';
import { inputSkeleton } from '../../protocol/inputSkeleton.ts';
import type { Json } from '../../protocol/model.ts';
import type { Exports } from './importModule.ts';

/** What the Input editor starts with, and what is to be said about it. */
export interface ExampleInput {
  value: Json;
  diagnostics: Diagnostic[];
}

/** The module's own example (`exampleInputs[id]`, else `exampleInput`), else a skeleton. */
export function exampleInputOf(
  exports: Exports,
  ids: string[],
  channels: ChannelInfo[],
  schema: Json | undefined,
): ExampleInput {
  const given = givenExample(exports, ids);
  if (given === undefined) return { value: inputSkeleton(channels, schema), diagnostics: [] };
  const value = asJson(given);
  if (value !== undefined) return { value, diagnostics: [] };
  return {
    value: inputSkeleton(channels, schema),
    diagnostics: [{ severity: 'warning', message: 'exampleInput is not JSON and was not used.' }],
  };
}

function givenExample(exports: Exports, ids: string[]): unknown {
  const several = exports.exampleInputs;
  if (typeof several === 'object' && several !== null) {
    for (const id of ids) if (id in several) return (several as Record<string, unknown>)[id];
  }
  return exports.exampleInput;
}

function asJson(value: unknown): Json | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
