import { existsSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import type { Position } from './stackFrames.ts';
import { sourceMapOf, openInspector, type Inspector, type Script } from './scripts.ts';

interface RemoteObject {
  type: string;
  objectId?: string;
  value?: { scriptId: string; lineNumber: number; columnNumber: number };
}

interface Property {
  name: string;
  value?: RemoteObject;
}

/** Names under which LangGraph's own closures keep the user's function: entrypoints and error handlers. */
const CAPTURED = ['userHandler', 'func'];
const SLOT = '__retrograph_function__';

/** Where a function was written, in the source the user edits. Undefined for native and bound functions. */
export function locateFunction(target: (...args: never[]) => unknown): Position | undefined {
  const inspector = openInspector();
  const globals = globalThis as Record<string, unknown>;
  globals[SLOT] = target;
  try {
    const { result } = inspector.post('Runtime.evaluate', { expression: `globalThis.${SLOT}` });
    return locate(inspector, result as RemoteObject);
  } finally {
    delete globals[SLOT];
    inspector.close();
  }
}

function locate(inspector: Inspector, target: RemoteObject): Position | undefined {
  const internal = properties(inspector, target, 'internalProperties');
  const location = internal.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  const script = location && inspector.scripts.get(location.scriptId);
  if (!location || !script?.file) return undefined;
  if (/@langchain[\\/]langgraph[\\/]/.test(script.file)) {
    const scopes = internal.find(({ name }) => name === '[[Scopes]]')?.value;
    const captured = scopes && capturedFunction(inspector, scopes);
    if (captured) return locate(inspector, captured);
  }
  return mapped(script, location.lineNumber, location.columnNumber);
}

function capturedFunction(inspector: Inspector, scopes: RemoteObject): RemoteObject | undefined {
  for (const { value: scope } of properties(inspector, scopes, 'result')) {
    const found =
      scope &&
      properties(inspector, scope, 'result').find(
        ({ name, value }) => CAPTURED.includes(name) && value?.type === 'function',
      );
    if (found?.value) return found.value;
  }
  return undefined;
}

function properties(inspector: Inspector, of: RemoteObject, kind: string): Property[] {
  if (!of.objectId) return [];
  const { objectId } = of;
  const answer = inspector.post('Runtime.getProperties', { objectId, ownProperties: true });
  return (answer[kind] as Property[] | undefined) ?? [];
}

/** `line` and `column` as V8 counts them, from 0. */
function mapped(script: Script, line: number, column: number): Position {
  const map = sourceMapOf(script);
  if (map) {
    const entry = new SourceMap(map as unknown as SourceMapPayload).findEntry(line, column);
    if ('originalSource' in entry && entry.originalSource) {
      const file = entry.originalSource;
      if (existsSync(file)) {
        return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
      }
    }
  }
  return { file: script.file ?? '', line: line + 1, column: column + 1 };
}
