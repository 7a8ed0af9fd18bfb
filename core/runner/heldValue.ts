import type { HeldValue } from '../protocol/hold.ts';
import type { Side } from './context.ts';
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

/** A held task's input or output as a person sees it, and why they cannot edit it, if they can't. */
export function heldValue(value: unknown, when: Side): HeldValue {
  const name = when === 'before' ? 'input' : 'output';
  // A task that gives nothing back is common, and may be given something.
  const what = value === undefined ? undefined : beyondJson(value, name, []);
  if (!what) return { value: toJson(value) };
  const problem = `${what}, which JSON cannot hold: the ${name} can be let go as it is, but not edited.`;
  return { value: toJson(value), problem };
}
