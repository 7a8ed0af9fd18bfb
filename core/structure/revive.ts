import { isDeepStrictEqual } from 'node:util';

/** The user's deserialiser, for one JSON text. */
export type LoadText = (text: string) => unknown;

/** Revives JSON texts as the user's serializer does. A promise only where that is what it takes. */
export type Revive = (text: string) => unknown;

type Record_ = Record<string, unknown>;
type Constructor = new (kwargs: Record_) => object;

/** How a LangChain object of one class and with these fields is made; null when only its own loader can. */
interface Recipe {
  make: Constructor;
  names: Record_;
}

/** Thrown inside when a value needs the user's own loader. */
class NeedsLoader extends Error {
  readonly shape: string | undefined;
  constructor(shape?: string) {
    super();
    this.shape = shape;
  }
}

/**
 * LangGraph's loader awaits every single value, which is most of the time it takes. This one does the same work
 * in one synchronous pass. It knows no class: what a LangChain object of some class and fields is made by is
 * taken from the first one that the user's own loader makes, and used only if that comes out equal.
 */
export function createRevive(load: LoadText): Revive {
  const recipes = new Map<string, Recipe | null>();

  const learning = new Map<string, Promise<void>>();
  /** Once for each shape, however many ask. */
  const learn = (text: string, shape: string): Promise<void> => {
    const known = learning.get(shape) ?? learnFrom(text, shape);
    learning.set(shape, known);
    return known;
  };
  const learnFrom = async (text: string, shape: string): Promise<void> => {
    const sample = JSON.parse(text) as unknown;
    const found = findShape(sample, shape);
    if (!found) return;
    const loaded = (await load(JSON.stringify(found))) as object | null;
    const recipe = recipeOf(found, loaded);
    recipes.set(shape, recipe);
  };

  const revived = async (text: string): Promise<unknown> => {
    for (;;) {
      try {
        return reviveValue(JSON.parse(text), recipes, 0);
      } catch (error) {
        if (!(error instanceof NeedsLoader)) throw error;
        if (error.shape === undefined || recipes.has(error.shape)) return load(text);
        await learn(text, error.shape);
        if (!recipes.has(error.shape)) return load(text);
      }
    }
  };

  return (text) => {
    if (text.includes('"__proto__"')) return load(text);
    try {
      return reviveValue(JSON.parse(text), recipes, 0);
    } catch (error) {
      if (error instanceof NeedsLoader) return revived(text);
      throw error;
    }
  };
}

/** LangChain's loader goes no deeper. */
const MAX_DEPTH = 45;

function reviveValue(value: unknown, recipes: Map<string, Recipe | null>, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (typeof item === 'object' && item !== null)
        value[i] = reviveValue(item, recipes, depth + 1);
    }
    return value;
  }
  const record = value as Record_;
  if (record['lc'] === 1 && record['type'] === 'constructor' && Array.isArray(record['id'])) {
    if (depth > MAX_DEPTH) throw new NeedsLoader();
    return makeLangChain(record, recipes);
  }
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (typeof item === 'object' && item !== null) {
      record[key] = reviveValue(item, recipes, depth + 1);
    }
  }
  return record['lc'] === 2 ? makeBuiltIn(record) : record;
}

function makeLangChain(record: Record_, recipes: Map<string, Recipe | null>): object {
  const kwargs = record['kwargs'];
  if (typeof kwargs !== 'object' || kwargs === null || !isPlain(kwargs, 0)) throw new NeedsLoader();
  const shape = shapeOf(record);
  const recipe = recipes.get(shape);
  if (!recipe) throw new NeedsLoader(shape);
  return make(recipe, kwargs as Record_);
}

function make({ make: Class, names }: Recipe, kwargs: Record_): object {
  const given: Record_ = {};
  for (const key of Object.keys(kwargs)) given[names[key] as string] = kwargs[key];
  return new Class(given);
}

const shapeOf = (record: Record_): string =>
  JSON.stringify([record['id'], Object.keys(record['kwargs'] as Record_)]);

/** Whether LangChain's loader gives this back as it stands. */
function isPlain(value: object, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const isList = Array.isArray(value);
  for (const key of Object.keys(value)) {
    if (!isList && (key === 'lc' || key === '__lc_escaped__')) return false;
    const item = (value as Record_)[key];
    if (typeof item === 'object' && item !== null && !isPlain(item, depth + 1)) return false;
  }
  return true;
}

function findShape(value: unknown, shape: string): Record_ | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record_;
  const isObject = record['lc'] === 1 && record['type'] === 'constructor';
  if (isObject && typeof record['kwargs'] === 'object' && shapeOf(record) === shape) return record;
  for (const item of Object.values(record)) {
    const found = findShape(item, shape);
    if (found) return found;
  }
  return undefined;
}

/** Null when making one gives something else than the loader did. */
function recipeOf(record: Record_, loaded: object | null): Recipe | null {
  if (typeof loaded !== 'object' || loaded === null) return null;
  const Class = loaded.constructor as Constructor;
  const kwargs = record['kwargs'] as Record_;
  const aliases = aliasesOf(Class);
  const names: Record_ = {};
  for (const key of Object.keys(kwargs)) names[key] = aliases[key] ?? camelCase(key);
  const recipe: Recipe = { make: Class, names };
  try {
    return isDeepStrictEqual(make(recipe, structuredClone(kwargs)), loaded) ? recipe : null;
  } catch {
    // What a class that wants something else of its constructor throws is of no interest here.
    return null;
  }
}

/** Inverted `lc_aliases` of a class and those it extends (combineAliasesAndInvert, @langchain/core dist/load). */
function aliasesOf(Class: Constructor): Record<string, string> {
  const aliases: Record<string, string> = {};
  let current: unknown = Class;
  while (typeof current === 'function' && current.prototype) {
    Object.assign(aliases, Reflect.get(current.prototype as object, 'lc_aliases'));
    current = Object.getPrototypeOf(current);
  }
  return Object.fromEntries(Object.entries(aliases).map(([name, key]) => [key, name]));
}

const camelCase = (key: string): string =>
  key.replace(/[_.\- ]+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());

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
