import { inspect } from 'node:util';
import type { RunnableConfig } from './langgraph.ts';

/** What an expression of a breakpoint is about. */
export interface Sight {
  input: unknown;
  /** Of a task that has run. */
  output?: unknown;
  config: RunnableConfig;
  /** How often the breakpoint was reached, this time included. */
  hits: number;
}

/** Throws what the person's expression throws. */
export type Expression = (sight: Sight) => unknown;

type Evaluate = (fields: object, given: Sight) => unknown;

/** Names that are no fields of the value. */
const NAMES = ['input', 'output', 'config', 'hits'] as const;

/**
 * Code of a JavaScript expression, which knows `input`, `output`, `config` and `hits`, and the fields of the output, or of
 * the input where there is none yet. It is given the values themselves, not copies. Throws a `SyntaxError`, and an
 * `EvalError` where programs may not make code of text.
 */
export function compileExpression(source: string): Expression {
  // The line end closes a comment.
  const body = `with (fields) { return (({ ${NAMES.join(', ')} }) => (${source}\n))(given); }`;
  // oxlint-disable-next-line typescript/no-implied-eval -- to evaluate what a person wrote is what this is for
  const evaluate = new Function('fields', 'given', body) as Evaluate;
  return (sight) => evaluate(fieldsOf('output' in sight ? sight.output : sight.input), sight);
}

const fieldsOf = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** A text with expressions in braces, which may hold braces themselves. Throws as `compileExpression` does. */
export function compileMessage(text: string): (sight: Sight) => string {
  const parts = partsOf(text).map((part) =>
    typeof part === 'string' ? part : compileExpression(part.source),
  );
  return (sight) =>
    parts.map((part) => (typeof part === 'string' ? part : shown(part, sight))).join('');
}

/** Braces that are not closed are text. */
function partsOf(text: string): (string | { source: string })[] {
  const parts: (string | { source: string })[] = [];
  let at = 0;
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
    const end = closing(text, open);
    if (end < 0) break;
    parts.push(text.slice(at, open), { source: text.slice(open + 1, end) });
    at = end + 1;
  }
  return [...parts, text.slice(at)];
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

/** What failed is said in its place: a message is no reason to stop. */
function shown(expression: Expression, sight: Sight): string {
  try {
    const value = expression(sight);
    if (typeof value === 'string') return value;
    return inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 1000 });
  } catch (error) {
    return `{${String(error)}}`;
  }
}
