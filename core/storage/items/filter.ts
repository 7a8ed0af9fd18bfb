import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../protocol/model.ts';

type Compare = (found: unknown, wanted: Json) => boolean;

const equal: Compare = (found, wanted) => isDeepStrictEqual(found, wanted);
const isOneOf: Compare = (found, wanted) =>
  Array.isArray(wanted) && wanted.some((one) => equal(found, one));

const operators: Record<string, Compare> = {
  $eq: equal,
  $ne: (found, wanted) => !equal(found, wanted),
  $gt: (found, wanted) => Number(found) > Number(wanted),
  $gte: (found, wanted) => Number(found) >= Number(wanted),
  $lt: (found, wanted) => Number(found) < Number(wanted),
  $lte: (found, wanted) => Number(found) <= Number(wanted),
  $in: isOneOf,
  $nin: (found, wanted) => !Array.isArray(wanted) || !isOneOf(found, wanted),
};

/**
 * Whether a value passes a filter, as in LangGraph's `InMemoryStore` (dist/store/utils.js): of an object with other names
 * than operators equality is asked. Two lists or objects are equal when what is in them is: those of an `InMemoryStore` are
 * never equal, because it compares which object they are.
 */
export function passes(value: unknown, filter: Record<string, Json>): boolean {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, Json>;
  return Object.entries(filter).every(([name, wanted]) => compare(fields[name], wanted));
}

function compare(found: unknown, wanted: Json): boolean {
  if (!isOperators(wanted)) return equal(found, wanted);
  return Object.entries(wanted).every(([name, operand]) => operators[name]?.(found, operand));
}

const isOperators = (wanted: Json): wanted is Record<string, Json> =>
  typeof wanted === 'object' &&
  wanted !== null &&
  !Array.isArray(wanted) &&
  Object.keys(wanted).every((name) => Object.hasOwn(operators, name));
