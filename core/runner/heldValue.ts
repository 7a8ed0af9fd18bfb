import type { HeldValue } from '../protocol/hold.ts';
import type { Json } from '../protocol/model.ts';
import { findSuspects } from '../structure/findSuspects.ts';
import { checkWritten, Refusal } from '../structure/refusal.ts';
import { isJsonPlus, writeTextWith } from '../structure/serde.ts';
import type { HoldSide } from './context.ts';
import type { Serde } from './langgraph.ts';
import { toJson } from './toJson.ts';

const article = (name: string) => (/^[AEIOU]/i.test(name) ? `an ${name}` : `a ${name}`);

/** The first place in `value` that would not come back from JSON as it went, and what is there. */
function beyondJson(value: unknown, path: string, above: object[]): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${path} is ${value}`;
  if (typeof value === 'bigint') return `${path} is a BigInt`;
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') {
    return `${path} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (above.includes(value)) return `${path} refers to what it is in`;
  const within = [...above, value];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = beyondJson(item, `${path}[${index}]`, within);
      if (found) return found;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return `${path} is ${article(value.constructor.name || 'object')}`;
  }
  for (const [key, item] of Object.entries(value)) {
    // A property that is undefined is absent in JSON, which no reader tells apart.
    const found = item === undefined ? undefined : beyondJson(item, `${path}.${key}`, within);
    if (found) return found;
  }
  return undefined;
}

/** `Command.toJSON` leaves `graph` out (langgraph dist/constants.js, 0.2 to 1.4). */
const isToOtherGraph = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'lg_name' in value &&
  'graph' in value &&
  value.graph !== undefined;

/**
 * As the serializer writes it, if that is all of it; else what it would lose, in a sentence. Undefined where it is not
 * known how the serializer writes. Throws a `Refusal` for what it cannot write.
 */
function storedOf(value: unknown, name: string, serde: Serde): { stored?: Json; loss?: string } {
  if (!isJsonPlus(serde)) return {};
  const write = writeTextWith(serde);
  for (const suspect of findSuspects(value, name, write)) {
    const loss = suspect.loss();
    if (loss) return { loss };
  }
  if ([value].flat().some(isToOtherGraph))
    return { loss: `${name} is a Command to another graph; LangGraph does not store to which` };
  const text = write(value);
  checkWritten(value, text, name);
  return text === undefined ? {} : { stored: JSON.parse(text) as Json };
}

/** A held task's input or output as a person sees and edits it, and why they cannot edit it, if they can't. */
export function heldValue(value: unknown, when: HoldSide, serde: Serde): HeldValue {
  const name = when === 'after' ? 'output' : 'input';
  const shown = toJson(value);
  // A task that gives nothing back is common, and may be given something.
  const what = value === undefined ? undefined : beyondJson(value, name, []);
  if (!what) return { value: shown };
  const only = `the ${name} can be let go as it is, but not edited.`;
  try {
    const { stored, loss = `${what}, which JSON cannot hold` } = storedOf(value, name, serde);
    if (stored !== undefined) return { value: shown, stored };
    return { value: shown, problem: `${loss.replace(/\.$/, '')}: ${only}` };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { value: shown, problem: `${error.message} Therefore ${only}` };
  }
}
