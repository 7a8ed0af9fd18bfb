import { jsonFault } from '../../core/protocol/jsonFault.ts';
import type { Json } from '../../core/protocol/model.ts';

/** The value of JSON text, or one sentence on where it stops being JSON. */
export function parseJson(text: string): { value: Json } | { problem: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    if (text.trim() === '') return { problem: 'There is nothing here yet: write JSON.' };
    const { message, line, column } = jsonFault(text, error);
    return { problem: `Not JSON at line ${line}, column ${column}: ${message}.` };
  }
}

/** The place where text stops being JSON, 1-based; undefined when it is JSON. */
export function faultOf(
  text: string,
): { message: string; line: number; column: number; atEnd: boolean } | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { message, line, column } = jsonFault(text, error);
    const lines = text.split('\n');
    const atEnd = line === lines.length && column > (lines.at(-1)?.length ?? 0);
    return { message, line, column, atEnd };
  }
}
