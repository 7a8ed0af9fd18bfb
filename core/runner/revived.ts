import { StudioError } from '../protocol/errors.ts';
import { headline } from '../protocol/headline.ts';
import type { Json } from '../protocol/model.ts';
import type { Serde } from './langgraph.ts';
import { toTaskError } from './taskError.ts';

/**
 * A value as a person edits it: what JSON lacks, such as a Map, is a record that LangGraph's reader makes it of again.
 * Throws `invalidInput` for a record that it cannot read.
 */
export async function revived(value: Json, serde: Serde): Promise<unknown> {
  const text = JSON.stringify(value);
  if (!text.includes('"lc":')) return value;
  try {
    return await serde.loadsTyped('json', text);
  } catch (error) {
    const said = headline(toTaskError(error).message);
    throw new StudioError('invalidInput', `LangGraph can make no value of it: ${said}`, {
      cause: error,
    });
  }
}
