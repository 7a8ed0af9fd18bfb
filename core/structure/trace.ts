import { keeping, layoutOf, type Same } from './layout.ts';
import { mark, type Trace } from './mark.ts';

/** A part of a value that is stored by itself. */
export interface Unit {
  /** How it stands in the text that holds it: a hole, or the text itself. */
  text: string;
  /** Characters of JSON text with every hole filled. */
  size: number;
  /** Undefined when what serialising reads is not known (a `toJSON` of its own): then only text tells. */
  trace: Trace | undefined;
  /** When there is one, `trace` holds the leaves only. */
  same: Same | undefined;
  /** Where its reads begin in the trace, which it may share with others, and how many they are. */
  start: number;
  count: number;
}

/** `read` is the trace of what was written. */
export function unitOf(text: string, size: number, read: Trace | undefined): Unit {
  const layout = read && layoutOf(read);
  const trace = layout ? layout.leaves : read;
  return { text, size, trace, same: layout?.same, start: 0, count: trace?.length ?? 0 };
}

/**
 * Adds to the trace of a value what a part of it is compared by. Leaves are copied: what is compared together lies
 * together, as comparing waits for little but memory.
 */
export function addPart(trace: Trace, unit: Unit): void {
  const { trace: leaves, same, start, count } = unit;
  if (!leaves || !same) {
    trace.push(mark.unit, unit);
    return;
  }
  trace.push(mark.alike, same, count);
  for (let i = start; i < start + count; i++) trace.push(leaves[i]);
}

/** What LangChain's `Serializable.toJSON` reads (@langchain/core dist/load/serializable.js, 0.3 to 1.2). */
export interface LangChainObject {
  lc_serializable: unknown;
  lc_namespace: unknown[];
  lc_kwargs: Record<string, unknown>;
  [key: string]: unknown;
}

/** A value as the user's serializer writes it; undefined for what JSON leaves out. */
export type WriteText = (value: unknown) => string | undefined;

let at = 0;
let write: WriteText = () => undefined;
let keeps = false;

/**
 * Whether `value` would still be written as `unit` was. `keep`: what it read takes the place of what is equal in the
 * trace, for which the very same strings will be found there the next time.
 */
export function isUnchanged(
  unit: Unit,
  value: unknown,
  writeText: WriteText,
  keep = false,
): boolean {
  write = writeText;
  keeps = keep;
  return sameUnit(unit, value);
}

/** The same of the unit that begins at `start` of `trace`, without looking at the unit: for long lists. */
export function isUnchangedAt(
  trace: Trace,
  start: number,
  value: unknown,
  writeText: WriteText,
  keep: boolean,
): boolean {
  write = writeText;
  keeps = keep;
  at = start;
  return sameValue(trace, value);
}

function sameUnit(unit: Unit, value: unknown): boolean {
  const { trace, same: isSame } = unit;
  if (!trace) return write(value) === unit.text;
  if (isSame) return sameLeaves(isSame, value, trace, unit.start);
  const outer = at;
  at = unit.start;
  const same = sameValue(trace, value);
  at = outer;
  return same;
}

function sameValue(trace: Trace, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return sameLeaf(trace, value);
  return sameObject(trace, value, trace[at++]);
}

function sameLeaf(trace: Trace, value: unknown): boolean {
  if (value !== trace[at]) return false;
  if (keeps) trace[at] = value;
  at += 1;
  return true;
}

const sameLeaves = (same: Same, value: unknown, leaves: Trace, start: number): boolean =>
  (keeps ? keeping(same) : same)(value, leaves, start);

function sameObject(trace: Trace, value: object, kind: unknown): boolean {
  if (kind === mark.unit) return sameUnit(trace[at++] as Unit, value);
  if (kind === mark.alike) {
    const same = trace[at] as Same;
    const leaves = at + 2;
    at = leaves + (trace[at + 1] as number);
    return sameLeaves(same, value, trace, leaves);
  }
  if (Object.getPrototypeOf(value) !== trace[at++]) return false;
  switch (kind) {
    case mark.object:
      return sameFields(trace, value as Record<string, unknown>);
    case mark.array:
      return sameElements(trace, value as unknown[]);
    case mark.message:
      return sameMessage(trace, value as LangChainObject);
    case mark.map:
      return sameEntries(trace, value as Map<unknown, unknown>);
    case mark.set:
      return sameMembers(trace, value as Set<unknown>);
    case mark.bytes:
      return Buffer.compare(value as Uint8Array, trace[at++] as Uint8Array) === 0;
    case mark.date:
      return (value as Date).getTime() === trace[at++];
    case mark.regexp:
      return (value as RegExp).toString() === trace[at++];
    case mark.error:
      return (value as Error).message === trace[at++];
    default:
      return false;
  }
}

function sameFields(trace: Trace, value: Record<string, unknown>): boolean {
  for (const key in value) {
    if (key !== trace[at++]) return false;
    const field = value[key];
    if (typeof field !== 'object' || field === null) {
      if (!sameLeaf(trace, field)) return false;
    } else if (!sameObject(trace, field, trace[at++])) return false;
  }
  return trace[at++] === mark.end;
}

function sameElements(trace: Trace, value: unknown[]): boolean {
  const { length } = value;
  if (length !== trace[at++]) return false;
  for (let i = 0; i < length; i++) {
    const element = value[i];
    if (typeof element !== 'object' || element === null) {
      if (!sameLeaf(trace, element)) return false;
    } else if (!sameObject(trace, element, trace[at++])) return false;
  }
  return true;
}

function sameMessage(trace: Trace, value: LangChainObject): boolean {
  const { toJSON } = Object.getPrototypeOf(value) as LangChainObject;
  if (value.lc_serializable !== true || value['toJSON'] !== toJSON) return false;
  const kwargs = value.lc_kwargs;
  if (typeof kwargs !== 'object' || kwargs === null) return false;
  for (const key in kwargs) {
    if (key !== trace[at++]) return false;
    let field = value[key];
    if (field === undefined && !(key in value)) field = kwargs[key];
    if (typeof field !== 'object' || field === null) {
      if (!sameLeaf(trace, field)) return false;
    } else if (!sameObject(trace, field, trace[at++])) return false;
  }
  return trace[at++] === mark.end && sameNamespace(trace, value.lc_namespace);
}

function sameNamespace(trace: Trace, namespace: unknown[]): boolean {
  if (!Array.isArray(namespace) || namespace.length !== trace[at++]) return false;
  for (const part of namespace) if (part !== trace[at++]) return false;
  return true;
}

function sameEntries(trace: Trace, value: Map<unknown, unknown>): boolean {
  if (value.size !== trace[at++]) return false;
  for (const [key, item] of value) {
    if (!sameValue(trace, key) || !sameValue(trace, item)) return false;
  }
  return true;
}

function sameMembers(trace: Trace, value: Set<unknown>): boolean {
  if (value.size !== trace[at++]) return false;
  for (const member of value) if (!sameValue(trace, member)) return false;
  return true;
}
