import { isDeepStrictEqual } from 'node:util';

type Fields = Record<string, unknown>;
type Constructor = new (fields: Fields) => object;

/** A LangChain object as JSON has it. */
export interface LangChainRecord {
  id: readonly string[];
  kwargs: Fields;
}

/** How LangChain objects of one class and with these fields are made. */
interface Recipe {
  id: readonly string[];
  fields: readonly string[];
  /** Undefined when only their own loader can. Takes the fields for itself. */
  make: ((kwargs: Fields) => object) | undefined;
}

/** What a LangChain object is made by, learned from the first of its shape that the user's own loader makes. */
export interface Recipes {
  /** Undefined until `learn`. */
  find: (record: LangChainRecord) => Recipe | undefined;
  /** Once for each shape, however many ask. */
  learn: (record: LangChainRecord) => Promise<void>;
}

/** `load` is the user's deserialiser, for one JSON text. */
export function createRecipes(load: (text: string) => unknown): Recipes {
  const known: Recipe[] = [];
  const learning = new Map<string, Promise<void>>();

  const learnFrom = async (record: LangChainRecord): Promise<void> => {
    const text = JSON.stringify(record);
    const loaded = await load(text);
    const make = makerOf(JSON.parse(text) as LangChainRecord, loaded);
    known.push({ id: record.id, fields: Object.keys(record.kwargs), make });
  };

  return {
    find: ({ id, kwargs }) => {
      const fields = Object.keys(kwargs);
      return known.find((recipe) => isSame(recipe.fields, fields) && isSame(recipe.id, id));
    },
    learn: (record) => {
      const shape = JSON.stringify([record.id, Object.keys(record.kwargs)]);
      const asked = learning.get(shape) ?? learnFrom(record);
      learning.set(shape, asked);
      return asked;
    },
  };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}

/** Undefined when making one gives something else than the loader did. */
function makerOf({ kwargs }: LangChainRecord, loaded: unknown): Recipe['make'] {
  if (typeof loaded !== 'object' || loaded === null) return undefined;
  const Class = loaded.constructor as Constructor;
  const aliases = aliasesOf(Class);
  const fields = Object.keys(kwargs);
  const names = fields.map((field) => aliases[field] ?? camelCase(field));
  const make = (given: Fields) => new Class(isSame(fields, names) ? given : renamed(given, names));
  try {
    return isDeepStrictEqual(make(kwargs), loaded) ? make : undefined;
  } catch {
    // What a class that wants something else of its constructor throws is of no interest here.
    return undefined;
  }
}

/** The same values under other names, in order. */
function renamed(given: Fields, names: readonly string[]): Fields {
  const fields: Fields = {};
  let at = 0;
  for (const field of Object.keys(given)) fields[names[at++] as string] = given[field];
  return fields;
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
