import { isJsonNumber, isNamed, type Chain } from './losses.ts';
import { mark, type Trace } from './mark.ts';
import { addPart, type LangChainObject, type Unit } from './trace.ts';

/** A value that leads back to itself, or is nested too deep to follow. */
export class Endless extends Error {}

/** BigInt: JSON has no such thing, and LangGraph's serializer stores a sentence in its place. */
export class BigIntFound extends Error {}

/** What one walk over a value finds out. Objects are in the sets when the text of their children is not plain JSON's. */
export interface Walk {
  /** Rough number of characters; enough to tell large from small. */
  size: (value: unknown, trace: Trace) => number;
  /** Objects that are stored by themselves, or have something inside that is. */
  holding: Set<object>;
  /** Objects that need the user's serializer, or hold one that does. */
  special: Set<object>;
  /** Where something was met that the serializer may not give back; not more than tell a person what to look for. */
  suspects: Chain[];
}

const MAX_SUSPECTS = 20;
const MAX_DEPTH = 200;

/** Who decides what of a value is stored by itself. */
export interface Units {
  /** A unit that still holds: it is not walked again. `depth`: how many objects hold the value. */
  known: (value: object, depth: number) => Unit | undefined;
  /** Asked of every object inside once it is walked: may take its trace for itself and answer with a unit. */
  partOf: (value: object, size: number, depth: number, trace: () => Trace) => Unit | undefined;
  /** An object whose `toJSON` may read anything: only its text tells whether it changed. */
  opaque: (value: object) => Unit;
}

/** `ancestors`: objects that hold the value. */
export function createWalk(units: Units, ancestors: object[]): Walk {
  const holding = new Set<object>();
  const special = new Set<object>();
  const suspects: Chain[] = [];
  /** Within these the user's serializer writes all. */
  let whole = 0;

  const suspect = () => {
    const last = suspects.at(-1);
    if (suspects.length >= MAX_SUSPECTS || (last && last.at(-1) === ancestors.at(-1))) return;
    suspects.push([...ancestors]);
  };

  const sizeOf = (value: unknown, trace: Trace): number => {
    switch (typeof value) {
      case 'string':
        trace.push(value);
        return value.length + 2;
      case 'object':
        return value === null ? (trace.push(null), 4) : objectSize(value, trace);
      case 'bigint':
        throw new BigIntFound();
      case 'undefined':
        trace.push(value);
        return 29;
      case 'number':
        if (!isJsonNumber(value)) suspect();
        trace.push(value);
        return 8;
      case 'boolean':
        trace.push(value);
        return 8;
      default:
        suspect();
        trace.push(value);
        return 8;
    }
  };

  const objectSize = (value: object, trace: Trace): number => {
    const before = units.known(value, ancestors.length);
    if (before) return joined(before, value, trace);
    if (ancestors.length > MAX_DEPTH || ancestors.includes(value)) throw new Endless();
    const start = trace.length;
    ancestors.push(value);
    const size = contentSize(value, trace);
    ancestors.pop();
    if (size === undefined) return joined(units.opaque(value), value, trace);
    const unit =
      whole === 0 && units.partOf(value, size, ancestors.length, () => trace.splice(start));
    return unit ? joined(unit, value, trace) : size;
  };

  const joined = (unit: Unit, value: object, trace: Trace): number => {
    addPart(trace, unit);
    holding.add(value);
    return unit.size;
  };

  /** Walks a child, and passes on to `parent` what is so of the child. */
  const childSize = (parent: object, child: unknown, trace: Trace): number => {
    if (child === undefined) special.add(parent);
    const size = sizeOf(child, trace);
    if (typeof child !== 'object' || child === null) return size + 1;
    if (holding.has(child)) holding.add(parent);
    if (special.has(child)) special.add(parent);
    return size + 1;
  };

  /** Undefined for an opaque object. */
  const contentSize = (value: object, trace: Trace): number | undefined => {
    const kind = kindOf(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    const isKnown = kind === mark.message || (kind === mark.object && isNamed(value));
    if (prototype !== Object.prototype && prototype !== Array.prototype && !isKnown) suspect();
    if (!kind) return undefined;
    trace.push(kind, prototype);
    if (kind === mark.array) return elementsSize(value as unknown[], trace);
    if (kind === mark.object && !isKnown) return fieldsSize(value as Fields, trace);
    whole++;
    const size = wholeSize(value, kind, trace);
    whole--;
    holding.delete(value);
    special.add(value);
    return size;
  };

  const wholeSize = (value: object, kind: symbol, trace: Trace): number => {
    switch (kind) {
      case mark.message:
        return messageSize(value as LangChainObject, trace);
      case mark.map:
        return membersSize([...(value as Map<unknown, unknown>)].flat(1), 2, trace);
      case mark.set:
        return membersSize([...(value as Set<unknown>)], 1, trace);
      case mark.object:
        return fieldsSize(value as Fields, trace);
      default:
        return leafSize(value, kind, trace);
    }
  };

  const elementsSize = (value: unknown[], trace: Trace): number => {
    trace.push(value.length);
    let size = 2;
    for (let i = 0; i < value.length; i++) size += childSize(value, value[i], trace);
    return size;
  };

  const fieldsSize = (value: Fields, trace: Trace): number => {
    let size = 2;
    for (const key in value) {
      trace.push(key);
      size += key.length + 3 + childSize(value, value[key], trace);
    }
    trace.push(mark.end);
    return size;
  };

  const messageSize = (value: LangChainObject, trace: Trace): number => {
    const { lc_kwargs: kwargs, lc_namespace: namespace } = value;
    let size = 80;
    for (const key in kwargs) {
      trace.push(key);
      size += key.length + 3 + sizeOf(key in value ? value[key] : kwargs[key], trace);
    }
    trace.push(mark.end, namespace.length, ...namespace);
    return size;
  };

  const membersSize = (members: unknown[], each: number, trace: Trace): number => {
    trace.push(members.length / each);
    let size = 90;
    for (const member of members) size += sizeOf(member, trace) + 2;
    return size;
  };

  return { size: sizeOf, holding, special, suspects };
}

type Fields = Record<string, unknown>;

/** Which mark a value's trace begins with; undefined when what its serialisation reads is not known. */
function kindOf(value: object): symbol | undefined {
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
    if (value instanceof Date) return mark.date;
    if (isSend(value)) return mark.object;
    return isTransparent(value) ? mark.message : undefined;
  }
  if (Array.isArray(value)) return mark.array;
  if (value instanceof Map) return mark.map;
  if (value instanceof Set) return mark.set;
  if (value instanceof RegExp) return mark.regexp;
  if (value instanceof Error) return mark.error;
  if (value instanceof Uint8Array) return mark.bytes;
  const boxed = value instanceof String || value instanceof Number || value instanceof Boolean;
  return boxed ? undefined : mark.object;
}

function leafSize(value: object, kind: symbol, trace: Trace): number {
  if (kind === mark.bytes) {
    const copy = Uint8Array.from(value as Uint8Array);
    trace.push(copy);
    return 90 + copy.length * 4;
  }
  const leaf =
    kind === mark.date
      ? (value as Date).getTime()
      : kind === mark.error
        ? (value as Error).message
        : (value as RegExp).toString();
  trace.push(leaf);
  return 90 + String(leaf).length;
}

/** LangGraph's `Send`: its `toJSON` gives the fields that it has (@langchain/langgraph dist/constants.js). */
function isSend(value: object): boolean {
  if ((value as { lg_name?: unknown }).lg_name !== 'Send' || Object.hasOwn(value, 'toJSON')) {
    return false;
  }
  for (const key in value) if (!SEND_FIELDS.has(key)) return false;
  return true;
}

const SEND_FIELDS = new Set(['lg_name', 'node', 'args', 'timeout']);

/**
 * Whether `toJSON` is LangChain's own and computes nothing from elsewhere: messages and documents. An object
 * with secrets or computed attributes is not.
 */
function isTransparent(value: object): value is LangChainObject {
  const object = value as LangChainObject;
  const { lc_kwargs: kwargs, lc_namespace: namespace } = object;
  if (object.lc_serializable !== true || !Array.isArray(namespace)) return false;
  if (typeof kwargs !== 'object' || kwargs === null || Array.isArray(kwargs)) return false;
  if (object['lc_attributes'] !== undefined || object['lc_secrets'] !== undefined) return false;
  return ownsToJson(value);
}

/** Per class, as it is asked of every message. */
const verdicts = new WeakMap<object, boolean>();

function ownsToJson(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (!prototype || Object.hasOwn(value, 'toJSON')) return false;
  const known = verdicts.get(prototype);
  if (known !== undefined) return known;
  let owner: object | null = prototype;
  while (owner && !Object.hasOwn(owner, 'toJSON')) owner = Object.getPrototypeOf(owner) as object;
  const verdict = owner !== null && Object.hasOwn(owner, 'toJSONNotImplemented');
  verdicts.set(prototype, verdict);
  return verdict;
}
