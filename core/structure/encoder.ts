import { joined, measured, type Composed } from './composed.ts';
import { datumHole } from './holes.ts';
import { jsonText } from './jsonText.ts';
import { circleIn, suspectsOf, type Suspect } from './losses.ts';
import { mark, type Trace } from './mark.ts';
import { isObject, isFewPlain, isShort } from './plain.ts';
import { createRecent } from './recent.ts';
import { checkWritten, refusalOf } from './refusal.ts';
import { templatesOf } from './templates.ts';
import { patchText } from './textPatch.ts';
import { isUnchanged, unitOf, type Unit, type WriteText } from './trace.ts';
import { BigIntFound, createWalk, Endless, type Units, type Walk } from './walk.ts';

/** A text to be stored: whole, or as a change of the datum `base`. */
export interface Datum {
  id: number;
  text: string;
  /** Characters with every hole filled. */
  size: number;
  base?: number;
  prefix?: number;
  suffix?: number;
}

/** What a later text of the same place may be written as a change of. */
export interface Base {
  id: number;
  text: string;
  /** How many changes it stands on, and how many characters those are. */
  depth: number;
  cost: number;
}

export interface Encoder {
  readonly write: WriteText;
  /** Whether the trace of `unit` is known to hold the very strings of `value`, and not just equal ones. */
  isOf: (unit: Unit | undefined, value: unknown) => boolean;
  /** Says so. */
  isNowOf: (unit: Unit | undefined, value: unknown) => void;
  /** An element of the list `holder`. Throws `Endless` when it leads back to itself or to the list. */
  element: (value: unknown, path: string, holder: object) => Unit;
  /** A whole value. `spread`: its long strings are stored by themselves, because they will be met again. */
  value: (value: unknown, path: string, spread?: boolean) => Unit;
  /** Stores a text, or finds where it is: the reference to it, and what to base the next one on. */
  place: (text: string, size: number, base?: Base) => { id: number; base: Base };
  /** A text that is stored already. */
  learn: (id: number, text: string) => void;
  /** What is to be stored since the last call. */
  take: () => Datum[];
  /** Forgets everything: what was handed out may not have been stored. */
  reset: () => void;
}

/** Elements of lists are stored by themselves from this many characters on. */
const ELEMENT = 48;
/** Values further inside. */
const INNER = 512;
/** Texts at hand to be found again, at most. */
const REMEMBERED_CHARACTERS = 2_000_000;
/** Long strings known by what they are: about those of a super-step. */
const MET_STRINGS = 16;
const MAX_PATCHES = 32;

/**
 * `write` is the user's serializer; `nextId` gives ids that nobody else uses. `suspected` hears of every part that is
 * stored anew and may not come back as it was.
 */
export function createEncoder(
  write: WriteText,
  nextId: () => number,
  suspected: (suspect: Suspect) => void = () => {},
): Encoder {
  let seen = new WeakMap<object, Unit>();
  const recent = createRecent<number>(REMEMBERED_CHARACTERS);
  /** The last long strings: one that a task wrote is met again as the channel's value. */
  let strings: { value: string; unit: Unit }[] = [];
  let fresh: Datum[] = [];
  const templates = templatesOf(write);

  const learn = (id: number, text: string) => recent.set(text, id, text.length);

  const store = (text: string, size: number, base?: Base): { id: number; base: Base } => {
    const found = recent.get(text);
    if (found !== undefined) return { id: found, base: wholeBase(found, text) };
    const id = nextId();
    learn(id, text);
    const change = base && changeOf(base, text);
    if (!change) {
      fresh.push({ id, text, size });
      return { id, base: wholeBase(id, text) };
    }
    const { prefix, suffix, middle, cost } = change;
    fresh.push({ id, text: middle, size, base: base.id, prefix, suffix });
    return { id, base: { id, text, depth: base.depth + 1, cost } };
  };

  const textOf = (value: unknown, path: string): string | undefined => {
    const text = write(value);
    checkWritten(value, text, path);
    return text;
  };

  const known = (value: object): Unit | undefined => {
    const unit = seen.get(value);
    if (!unit || isUnchanged(unit, value, write)) return unit;
    seen.delete(value);
    return undefined;
  };

  const keep = (object: object, unit: Unit) => {
    seen.set(object, unit);
    return unit;
  };

  /** Of a value that is built like others: without walking it, nor asking the serializer. */
  const alike = (value: object): Unit | undefined => {
    const unit = templates.unitOf(value);
    // A short one is as soon written again as found and compared.
    return unit && unit.size >= INNER ? keep(value, unit) : unit;
  };

  /** The same of what a task wrote to a list, stored by itself. */
  const alikeApart = (value: object): Unit | undefined => {
    const unit = templates.unitOf(value);
    if (!unit || unit.size < ELEMENT) return undefined;
    unit.text = datumHole(store(unit.text, unit.size).id);
    return keep(value, unit);
  };

  /** A list all of whose elements are known by themselves, or built like others: without walking it. */
  const listOfKnown = (value: object): Unit | undefined => {
    if (!isFewPlain(value)) return undefined;
    const parts: Unit[] = [];
    for (const item of value) {
      if (typeof item !== 'object' || item === null) return undefined;
      const unit = known(item) ?? alikeApart(item);
      if (!unit) return undefined;
      parts.push(unit);
    }
    const { text, size } = joined('[', parts, ']');
    // Nor kept, nor compared: what holds a list of such elements knows them one by one.
    return unitOf(text, size, undefined);
  };

  const encode = (value: unknown, path: string, spread: boolean, holder?: object): Unit => {
    if (isShort(value, INNER)) {
      const text = value === null ? 'null' : JSON.stringify(value);
      return unitOf(text, text.length, [value]);
    }
    if (typeof value === 'object' && value !== null) {
      const before = known(value) ?? (spread ? undefined : alike(value));
      const unit = before ?? (spread || holder ? undefined : listOfKnown(value));
      if (unit) return unit;
    }
    const isLong = !holder && typeof value === 'string' && value.length >= INNER;
    // Not by a map: to compare two strings takes less than to hash one.
    const met = isLong && strings.find((one) => one.value === value);
    if (met) return met.unit;
    const least = holder ? 1 : 0;
    const outer = spread ? 2 : Array.isArray(value) && !holder ? 1 : 0;
    const isList = outer === 1;
    const units: Units = {
      known: (object, depth) => {
        if (object === value) return undefined;
        return known(object) ?? (isList && depth === 1 ? alikeApart(object) : undefined);
      },
      opaque: (object) => {
        const text = textOf(object, path) ?? 'null';
        return keep(object, unitOf(text, text.length, undefined));
      },
      partOf: (object, size, depth, trace) => {
        if (depth <= least || size < (depth <= outer ? ELEMENT : INNER)) return undefined;
        const composed = compose(object, walk);
        const text = composed.text ?? 'null';
        const read = trace();
        const unit = unitOf(text, composed.size, read);
        if (!spread) templates.learn(object, unit, read);
        unit.text = datumHole(store(text, composed.size).id);
        return keep(object, unit);
      },
    };
    const walk: Walk = createWalk(units, holder ? [holder] : []);

    /** The text of a value whose parts are known, and its size when filled. */
    const compose = (part: unknown, { holding, special }: Walk): Composed => {
      if (typeof part === 'string' && spread && part.length >= INNER) {
        const text = jsonText(part);
        return { text: datumHole(store(text, text.length).id), size: text.length };
      }
      if (typeof part !== 'object' || part === null) return measured(textOf(part, path));
      const holds = holding.has(part) || (spread && !special.has(part));
      if (!holds) return measured(special.has(part) ? textOf(part, path) : JSON.stringify(part));
      return Array.isArray(part)
        ? joined(
            '[',
            Array.from(part, (item: unknown) => child(item, walk)),
            ']',
          )
        : joined('{', fields(part as Record<string, unknown>, walk), '}');
    };

    const child = (item: unknown, within: Walk): Composed => {
      const unit = typeof item === 'object' && item !== null ? seen.get(item) : undefined;
      const composed = unit ?? compose(item, within);
      return composed.text === undefined ? { text: 'null', size: 4 } : composed;
    };

    const fields = (object: Record<string, unknown>, within: Walk): Composed[] =>
      Object.keys(object).flatMap((key) => {
        const item = object[key];
        if (typeof item === 'function' || typeof item === 'symbol') return [];
        const { text, size } = child(item, within);
        const name = `${JSON.stringify(key)}:`;
        return [{ text: name + text, size: name.length + size }];
      });

    const trace: Trace = [];
    try {
      walk.size(value, trace);
    } catch (error) {
      if (error instanceof BigIntFound) throw refusalOf(value, path);
      if (!(error instanceof Endless) || holder) throw error;
      const text = textOf(value, path) ?? 'null';
      const circle = circleIn(value, path);
      if (circle) suspected(circle);
      return unitOf(text, text.length, undefined);
    }
    if (walk.suspects.length > 0) suspectsOf(value, path, walk.suspects, write).forEach(suspected);
    if (trace[0] === mark.unit) return trace[1] as Unit;
    const { text = 'null', size } = compose(value, walk);
    const unit = unitOf(text, size, trace);
    if (isLong) {
      strings.push({ value, unit });
      if (strings.length > MET_STRINGS) strings.shift();
    }
    if (typeof value !== 'object' || value === null) return unit;
    if (!spread && walk.suspects.length === 0) templates.learn(value, unit, trace);
    return keep(value, unit);
  };

  return {
    write,
    isOf: (unit, value) => !isObject(value) || seen.get(value) === unit,
    isNowOf: (unit, value) => {
      if (unit && isObject(value)) keep(value, unit);
    },
    learn,
    value: (value, path, spread = false) => encode(value, path, spread),
    element: (value, path, holder) => {
      const unit = encode(value, path, false, holder);
      if (unit.text.length < ELEMENT || isHole(unit.text)) return unit;
      unit.text = datumHole(store(unit.text, unit.size).id);
      return unit;
    },
    place: store,
    take: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
    reset: () => {
      seen = new WeakMap();
      recent.clear();
      strings = [];
      fresh = [];
    },
  };
}

const isHole = (text: string): boolean => /^\u0001\d+\u0001$/.test(text);

const wholeBase = (id: number, text: string): Base => ({ id, text, depth: 0, cost: text.length });

/** Undefined when the change would not be worth it: too large, or the chain of changes too long. */
function changeOf(base: Base, text: string) {
  if (text.length < INNER || base.depth >= MAX_PATCHES) return undefined;
  const patch = patchText(base.text, text);
  const cost = base.cost + patch.middle.length + 32;
  const worth = patch.middle.length < text.length / 2 && cost < 2 * Math.max(text.length, 4096);
  return worth ? { ...patch, cost } : undefined;
}
