import { isObject } from './plain.ts';
import { createRecipes, type LangChainRecord, type Recipes } from './recipes.ts';

/** The user's deserialiser, for one JSON text. */
export type LoadText = (text: string) => unknown;

/** Revives JSON texts as the user's serializer does. */
export interface Reviver {
  /** A promise only where that is what it takes. */
  revive: (text: string) => unknown;
  /** Reads a text once, when it is first asked: what it answers with gives the value, anew every time. */
  prepare: (text: string) => () => unknown;
}

type Record_ = Record<string, unknown>;

/** Thrown inside when a value needs the user's own loader, or a recipe that is not known yet. */
class NeedsLoader extends Error {
  readonly unknown: LangChainRecord | undefined;
  constructor(unknown?: LangChainRecord) {
    super();
    this.unknown = unknown;
  }
}

/**
 * LangGraph's loader awaits every single value, which is most of the time it takes. This one does the same work
 * in one synchronous pass. It knows no class: what a LangChain object of some class and fields is made by is
 * taken from the first one that the user's own loader makes, and used only if that comes out equal.
 */
export function createReviver(load: LoadText): Reviver {
  const recipes = createRecipes(load);

  const revived = (text: string, parsed: unknown): unknown => {
    try {
      return reviveValue(parsed, recipes, 0);
    } catch (error) {
      if (!(error instanceof NeedsLoader)) throw error;
      if (!error.unknown) return load(text);
      return recipes.learn(error.unknown).then(() => revive(text));
    }
  };
  const revive = (text: string): unknown =>
    text.includes('"__proto__"') ? load(text) : revived(text, JSON.parse(text));

  const prepare = (text: string) => {
    if (text.includes('"__proto__"')) return () => load(text);
    let parsed: unknown;
    let make: (() => unknown) | undefined;
    return () => {
      parsed ??= JSON.parse(text);
      make ??= makerOf(parsed, recipes);
      return make ? make() : revived(text, copyOf(parsed));
    };
  };
  return { prepare, revive };
}

/** LangChain's loader goes no deeper. */
const MAX_DEPTH = 45;

/** Of what JSON says. */
function copyOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy = { ...value } as Record_;
  for (const key of Object.keys(copy)) {
    const item = copy[key];
    if (isObject(item)) copy[key] = copyOf(item);
  }
  return copy;
}

/** Takes what it is given for itself, also where it throws. */
function reviveValue(value: unknown, recipes: Recipes, depth: number): unknown {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = reviveValue(value[i], recipes, depth + 1);
    return value;
  }
  const record = value as Record_;
  if (isLangChain(record)) {
    if (depth > MAX_DEPTH) throw new NeedsLoader();
    return makeLangChain(record, recipes);
  }
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (isObject(item)) record[key] = reviveValue(item, recipes, depth + 1);
  }
  return record['lc'] === 2 ? makeBuiltIn(record) : record;
}

function makeLangChain(record: Record_, recipes: Recipes): object {
  if (!isNamed(record) || !isPlain(record.kwargs)) throw new NeedsLoader();
  const recipe = recipes.find(record);
  if (!recipe) throw new NeedsLoader(record);
  if (!recipe.make) throw new NeedsLoader();
  return recipe.make(record.kwargs);
}

/** What a LangChain object of a kind that is known is made by, again and again; undefined for everything else. */
function makerOf(value: unknown, recipes: Recipes): (() => object) | undefined {
  if (!isObject(value)) return undefined;
  const record = value as Record_;
  if (!isLangChain(record) || !isNamed(record) || !isPlain(record.kwargs)) return undefined;
  const make = recipes.find(record)?.make;
  const { kwargs } = record;
  if (!make) return undefined;
  const nested = Object.keys(kwargs).filter((key) => isObject(kwargs[key]));
  return () => {
    const fields = { ...kwargs };
    for (const key of nested) fields[key] = copyOf(kwargs[key]);
    return make(fields);
  };
}

const isLangChain = (record: Record_): boolean =>
  record['lc'] === 1 && record['type'] === 'constructor' && Array.isArray(record['id']);

function isNamed(record: Record_): record is Record_ & LangChainRecord {
  const { id, kwargs } = record;
  if (!isObject(kwargs)) return false;
  return Array.isArray(id) && id.every((name) => typeof name === 'string');
}

/** Whether LangChain's loader would give it back as it stands. */
function isPlain(value: object, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const isList = Array.isArray(value);
  for (const key of Object.keys(value)) {
    if (!isList && (key === 'lc' || key === '__lc_escaped__')) return false;
    const item = (value as Record_)[key];
    if (isObject(item) && !isPlain(item, depth + 1)) return false;
  }
  return true;
}

/** What LangGraph writes for values that JSON lacks (langgraph-checkpoint dist/serde/jsonplus.js). */
function makeBuiltIn(record: Record_): unknown {
  const { type, id, method, args } = record;
  if (type === 'undefined') return undefined;
  if (type !== 'constructor') throw new NeedsLoader();
  const name: unknown = Array.isArray(id) && id.length === 1 ? id[0] : undefined;
  const plain = method === undefined || method === null;
  if (!Array.isArray(args)) throw new NeedsLoader();
  const [first, second] = args as unknown[];
  if (plain && args.length === 1) {
    if (name === 'Set' && Array.isArray(first)) return new Set(first);
    if (name === 'Map' && Array.isArray(first) && first.every(isPair)) return new Map(first);
    if (name === 'Error' && typeof first === 'string') return new Error(first);
  }
  if (name === 'RegExp' && plain && typeof first === 'string' && typeof second === 'string') {
    return new RegExp(first, second);
  }
  if (name === 'Uint8Array' && (plain || method === 'from') && isBytes(first)) {
    return Uint8Array.from(first);
  }
  throw new NeedsLoader();
}

const isPair = (entry: unknown): entry is [unknown, unknown] =>
  Array.isArray(entry) && entry.length === 2;

const isBytes = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.every((item) => Number.isInteger(item) && (item as number) >= 0 && (item as number) <= 255);
