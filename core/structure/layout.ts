import { mark, type Trace } from './mark.ts';

/**
 * What many values of one kind have in common: everything in their traces that is no leaf. For each layout met often the
 * comparison is compiled into straight code, in which the engine knows where every field lies. That takes a fraction
 * of the time of following a trace, and of a value only the leaves have to be kept.
 */
export type Same = (value: unknown, leaves: Trace, at: number) => boolean;

/** Layouts are the paths through a tree of what traces are made of, leaves aside. */
interface Node {
  next: Map<unknown, Node>;
  met: number;
  /** Null where code cannot be compiled. */
  same?: Same | null;
}

/** Longer traces are of values that are one of their kind. */
const LONGEST = 256;
/** Values of one layout before it is compiled. */
const OFTEN = 4;
/** No more of the tree is kept: these are no kinds of values, but values. */
const MOST_NODES = 50_000;

const leaf = Symbol('leaf');
const newNode = (): Node => ({ next: new Map(), met: 0 });

let root = newNode();
let nodes = 0;

/** The compiled comparison of a trace, and its leaves; undefined when there is none (yet). */
export function layoutOf(trace: Trace): { same: Same; leaves: Trace } | undefined {
  if (trace.length < 4 || trace.length > LONGEST) return undefined;
  const leaves: Trace = [];
  const node = nodeOf(trace, leaves);
  if (!node) return undefined;
  node.met += 1;
  if (node.met < OFTEN) return undefined;
  if (node.same === undefined) node.same = compile(trace);
  return node.same ? { same: node.same, leaves } : undefined;
}

function nodeOf(trace: Trace, leaves: Trace): Node | undefined {
  if (nodes > MOST_NODES) {
    root = newNode();
    nodes = 0;
  }
  let node = root;
  const step = (token: unknown) => {
    let next = node.next.get(token);
    if (!next) {
      node.next.set(token, (next = newNode()));
      nodes += 1;
    }
    node = next;
  };
  const { rest } = read(trace, { token: step, leaf: (value) => (step(leaf), leaves.push(value)) });
  return rest === 0 ? node : undefined;
}

interface Visitor {
  token: (token: unknown) => void;
  leaf: (value: unknown) => void;
}

/** Tells the parts of a trace in their order; `rest` is more than 0 when it has parts that no layout knows. */
function read(trace: Trace, { token, leaf }: Visitor): { rest: number } {
  let at = 0;
  const take = () => {
    const taken = trace[at++];
    token(taken);
    return taken;
  };
  const value = (): boolean => {
    const kind = trace[at];
    if (typeof kind !== 'symbol') {
      leaf(trace[at++]);
      return true;
    }
    if (kind !== mark.object && kind !== mark.array && kind !== mark.message) return false;
    take();
    take();
    if (kind === mark.array) return values(take() as number);
    while (take() !== mark.end) if (!value()) return false;
    if (kind === mark.message) for (let parts = take() as number; parts > 0; parts--) take();
    return true;
  };
  const values = (count: number): boolean => {
    for (let i = 0; i < count; i++) if (!value()) return false;
    return true;
  };
  return { rest: value() ? trace.length - at : trace.length };
}

// `Object.is` of what is the same string never touches it: many of them lie far apart.
const comparing = (name: string, index: number) =>
  `if (!c1(${name}, leaves[at + ${index}])) return false;`;

/** Of every compiled comparison, the trace that it is of, without its leaves. */
const compared = new WeakMap<Same, Trace>();

/** Null where programs may not make code of text: then traces are followed. */
function compile(trace: Trace): Same | null {
  const same = compileReading<Same>(trace, { leaf: comparing, end: () => 'return true;' });
  const layout: Trace = [];
  read(trace, { token: (token) => layout.push(token), leaf: () => layout.push(undefined) });
  if (same) compared.set(same, layout);
  return same;
}

const keepers = new WeakMap<Same, Same>();

/** The same comparison, which puts what it reads in place of the leaves that are equal. */
export function keeping(same: Same): Same {
  const known = keepers.get(same);
  if (known) return known;
  const keeper = compileReading<Same>(compared.get(same) ?? [], {
    leaf: (name, index) => `${comparing(name, index)} leaves[at + ${index}] = ${name};`,
    end: () => 'return true;',
  });
  keepers.set(same, keeper ?? same);
  return keeper ?? same;
}

/** What compiled code does with the leaves it reads of a value; `constant` gives the name of something it needs. */
export interface Reading {
  leaf: (name: string, index: number, constant: (value: unknown) => string) => string;
  end: (constant: (value: unknown) => string) => string;
}

/**
 * Code of `(v0, leaves, at)` that reads a value as the one was read whose trace is given, and answers false for one that is
 * built otherwise. Null where programs may not make code of text.
 */
export function compileReading<Code>(trace: Trace, reading: Reading): Code | null {
  const constants: unknown[] = [Object.getPrototypeOf, Object.is];
  const code = codeOf(trace, constants, reading);
  const names = constants.map((_, index) => `c${index}`);
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- all that comes from a value is a constant or a string literal
    const make = new Function(...names, `return (v0, leaves, at) => {${code}};`);
    return make(...constants) as Code;
  } catch (error) {
    if (error instanceof EvalError) return null;
    throw error;
  }
}

/** Reads what following the trace (`isUnchanged`) would, in the same order. */
function codeOf(trace: Trace, constants: unknown[], reading: Reading): string {
  const lines: string[] = [];
  let at = 0;
  let leaves = 0;
  let variables = 0;
  const constant = (value: unknown) => `c${constants.push(value) - 1}`;
  const unless = (condition: string) => lines.push(`if (!(${condition})) return false;`);
  const take = () => trace[at++];

  const value = (name: string) => {
    if (typeof trace[at] !== 'symbol') {
      at += 1;
      lines.push(reading.leaf(name, leaves++, constant));
      return;
    }
    const kind = take();
    unless(`typeof ${name} === 'object' && ${name} !== null`);
    const prototype = take() as { toJSON?: unknown } | null;
    // Once it has read a field, the engine knows the prototype without a call.
    if (kind === mark.array) unless(`${name}.length === ${trace[at] as number}`);
    else unless(`${name}.toJSON === ${constant(prototype?.toJSON)}`);
    unless(`c0(${name}) === ${constant(prototype)}`);
    if (kind === mark.array) elements(name);
    else if (kind === mark.object) fields(name, keysAt());
    else message(name);
  };

  const elements = (name: string) => {
    const length = take() as number;
    for (let i = 0; i < length; i++) value(variable(`${name}[${i}]`));
  };

  const fields = (name: string, keys: string[]) => {
    sameKeys(name, keys);
    for (const key of keys) {
      at += 1;
      value(variable(`${name}[${JSON.stringify(key)}]`));
    }
    at += 1;
  };

  const message = (name: string) => {
    unless(`${name}.lc_serializable === true`);
    const kwargs = variable(`${name}.lc_kwargs`);
    unless(`typeof ${kwargs} === 'object' && ${kwargs} !== null`);
    const keys = keysAt();
    sameKeys(kwargs, keys);
    for (const key of keys) {
      at += 1;
      const text = JSON.stringify(key);
      const field = variable(`${name}[${text}]`);
      lines.push(
        `if (${field} === undefined && !(${text} in ${name})) ${field} = ${kwargs}[${text}];`,
      );
      value(field);
    }
    at += 1;
    const namespace = variable(`${name}.lc_namespace`);
    const parts = take() as number;
    unless(`Array.isArray(${namespace}) && ${namespace}.length === ${parts}`);
    for (let i = 0; i < parts; i++) unless(`${namespace}[${i}] === ${constant(take())}`);
  };

  const variable = (expression: string) => {
    const name = `v${++variables}`;
    lines.push(`let ${name} = ${expression};`);
    return name;
  };

  const sameKeys = (name: string, keys: string[]) => {
    const counter = variable('0');
    const known = constant(keys);
    lines.push(`for (const key in ${name}) if (key !== ${known}[${counter}++]) return false;`);
    unless(`${counter} === ${keys.length}`);
  };

  /** The keys of the object whose fields begin here. */
  const keysAt = (): string[] => {
    const keys: string[] = [];
    for (let end = at; trace[end] !== mark.end; end = endOf(end + 1))
      keys.push(trace[end] as string);
    return keys;
  };

  /** Where the value that begins at `start` ends. */
  const endOf = (start: number): number => {
    const kind = trace[start];
    if (typeof kind !== 'symbol') return start + 1;
    if (kind === mark.array) {
      let end = start + 3;
      for (let i = 0; i < (trace[start + 2] as number); i++) end = endOf(end);
      return end;
    }
    let end = start + 2;
    while (trace[end] !== mark.end) end = endOf(end + 1);
    return kind === mark.object ? end + 1 : end + 2 + (trace[end + 1] as number);
  };

  value('v0');
  return [...lines, reading.end(constant)].join('\n');
}
