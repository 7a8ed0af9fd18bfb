import { inspect } from 'node:util';
import type { RunnableConfig } from './langgraph.ts';
import { writesOf } from './writes.ts';

/** What an expression of a breakpoint is about. */
export interface Sight {
  input: unknown;
  /** Of a task that has run. */
  output?: unknown;
  /** Of a task that failed. */
  error?: unknown;
  config: RunnableConfig;
  /** How often the breakpoint was reached, this time included. */
  hits: number;
}

/** Throws what the person's expression throws. */
export type Expression = (sight: Sight) => unknown;

type Evaluate = (fields: object, given: Sight) => unknown;

/** Names that are no fields of the value, wherever it is. */
const NAMES = ['input', 'output', 'config', 'hits'] as const;

/**
 * Code of a JavaScript expression, which knows `input`, `output`, `config` and `hits`, `error` where there is one, and what
 * the output writes, or the fields of the input where there is none. It is given the values themselves, not copies. Throws
 * a `SyntaxError`, and an `EvalError` where programs may not make code of text.
 */
export function compileExpression(source: string): Expression {
  // The line end closes a comment.
  const body = `with (fields) { return (({ ${NAMES.join(', ')} }) => (${source}\n))(given); }`;
  // oxlint-disable-next-line typescript/no-implied-eval -- to evaluate what a person wrote is what this is for
  const evaluate = new Function('fields', 'given', body) as Evaluate;
  return (sight) => evaluate('output' in sight ? writesOf(sight.output) : fieldsOf(sight), sight);
}

function fieldsOf(sight: Sight): object {
  const { input } = sight;
  const fields = typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {};
  if (!('error' in sight)) return fields;
  return Object.create(fields, { error: { value: sight.error } }) as object;
}

/**
 * A text with expressions in braces. Those that hold none are text, as are braces after a backslash. Throws as
 * `compileExpression` does.
 */
export function compileMessage(text: string): (sight: Sight) => string {
  const parts: (string | Expression)[] = [];
  let said = '';
  for (let at = 0; at < text.length; at++) {
    const found = text[at] === '{' ? expressionAt(text, at) : undefined;
    if (found) {
      parts.push(said, found.expression);
      said = '';
      at = found.end;
    } else {
      if (/^\\[{}]/.test(text.slice(at, at + 2))) at += 1;
      said += text[at];
    }
  }
  parts.push(said);
  return (sight) =>
    parts.map((part) => (typeof part === 'string' ? part : shown(part, sight))).join('');
}

/** Up to the first brace with which it is one: expressions may hold braces themselves. */
function expressionAt(text: string, open: number) {
  let refused: unknown;
  for (let end = text.indexOf('}', open); end >= 0; end = text.indexOf('}', end + 1)) {
    const source = text.slice(open + 1, end);
    if (source.trim() === '') return undefined;
    try {
      return { end, expression: compileExpression(source) };
    } catch (error) {
      // That of the shortest is the one that a person can make something of.
      refused ??= error;
    }
  }
  if (refused) throw refused;
  return undefined;
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
