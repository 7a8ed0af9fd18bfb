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
