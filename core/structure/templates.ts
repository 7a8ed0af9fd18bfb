import { jsonText } from './jsonText.ts';
import { compileReading, type Same } from './layout.ts';
import { isJsonNumber } from './losses.ts';
import type { Trace } from './mark.ts';
import { planOf, type Plan } from './templatePlan.ts';
import type { Unit, WriteText } from './trace.ts';

/**
 * How a serializer writes values that are built alike: the same text, with their leaves in it as JSON. It is learned from
 * what the serializer itself wrote of several of them, and then made without asking it, in a fraction of the time.
 */
export interface Templates {
  /** A value as it would be written; undefined when nothing is known of values built so. */
  unitOf: (value: object) => Unit | undefined;
  /** Tells what the serializer wrote of a value. `unit` still has that text. */
  learn: (value: object, unit: Unit, trace: Trace) => void;
}

interface Template {
  same: Same;
  /** False for a value that it does not know how to write. */
  write: (value: object, leaves: Trace) => string | false;
  /** For how many values it gave what the serializer wrote. */
  agreed: number;
}

/** Values whose text has to come out right before the serializer is no longer asked. */
const ENOUGH = 4;
/** Templates of one prototype, the last ones used. */
const KEPT = 8;
/** Characters inside a value from which on its parts may be stored by themselves: `INNER` of the encoder, and less. */
const LARGE = 400;

const templates = new WeakMap<WriteText, Templates>();

export function templatesOf(write: WriteText): Templates {
  const known = templates.get(write) ?? createTemplates();
  templates.set(write, known);
  return known;
}

function createTemplates(): Templates {
  /** Null when values of the layout are not to be written so. */
  const learned = new WeakMap<Same, Template | null>();
  const trusted = new WeakMap<object, Template[]>();

  return {
    unitOf: (value) => {
      const kept = trusted.get(Object.getPrototypeOf(value) as object);
      if (!kept) return undefined;
      for (let at = 0; at < kept.length; at++) {
        const template = kept[at] as Template;
        const trace: Trace = [];
        const text = template.write(value, trace);
        if (text === false) continue;
        if (at > 0) {
          kept.splice(at, 1);
          kept.unshift(template);
        }
        const { same } = template;
        return { text, size: text.length, trace, same, start: 0, count: trace.length };
      }
      return undefined;
    },

    learn: (value, { same, text }, trace) => {
      if (!same) return;
      const known = learned.get(same);
      const template = known === undefined ? compile(same, trace, text) : known;
      if (known === undefined) learned.set(same, template);
      if (!template || template.agreed >= ENOUGH) return;
      const written = template.write(value, []);
      if (written === false) return;
      if (written !== text) {
        learned.set(same, null);
        return;
      }
      template.agreed += 1;
      if (template.agreed < ENOUGH) return;
      const prototype = Object.getPrototypeOf(value) as object;
      const kept = trusted.get(prototype) ?? [];
      trusted.set(prototype, [template, ...kept].slice(0, KEPT));
    },
  };
}

function compile(same: Same, trace: Trace, text: string): Template | null {
  const plan = planOf(trace, text);
  const write = plan && compileReading<Template['write']>(trace, readingOf(plan));
  return write ? { same, write, agreed: 0 } : null;
}

function readingOf({ pieces, leaves, inside, isMessage }: Plan) {
  const read = (index: number) => `l${index}`;
  return {
    leaf: (name: string, index: number, constant: (value: unknown) => string): string => {
      const { isFixed, value } = leaves[index] ?? {};
      const known = isFixed ? `c1(${name}, ${constant(value)})` : `${constant(isJson)}(${name})`;
      return `if (!${known}) return false; const ${read(index)} = ${name}; leaves.push(${name});`;
    },
    end: (constant: (value: unknown) => string): string => {
      const length = constant(lengthOf);
      const json = constant(jsonText);
      const sizes = leaves.flatMap(({ isInside }, index) =>
        isInside ? [`${length}(${read(index)})`] : [],
      );
      const text = pieces.map((piece) =>
        typeof piece === 'string' ? JSON.stringify(piece) : `${json}(${read(piece)})`,
      );
      const computed = 'v0.lc_attributes !== undefined || v0.lc_secrets !== undefined';
      const large = `${[inside, ...sizes].join(' + ')} > ${LARGE}`;
      return `if (${isMessage ? computed : large}) return false; return ${text.join(' + ')};`;
    },
  };
}

/** What JSON has a form for. */
const isJson = (leaf: unknown): boolean =>
  typeof leaf === 'string' ||
  typeof leaf === 'boolean' ||
  leaf === null ||
  (typeof leaf === 'number' && isJsonNumber(leaf));

const lengthOf = (leaf: unknown): number => (typeof leaf === 'string' ? leaf.length + 3 : 9);
