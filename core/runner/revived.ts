import { StudioError } from '../protocol/errors.ts';
import { headline } from '../protocol/headline.ts';
import type { Json } from '../protocol/model.ts';
import type { Library, Serde } from './langgraph.ts';
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

/**
 * The same of what a held task is to be given, or to give. A `Command`, or a list of them, is a record that LangGraph's
 * reader leaves as it is, and that a node cannot return (`_getUpdates` in graph/state.js).
 */
export async function revivedHold(value: Json, { serde, Command }: Library): Promise<unknown> {
  const made = await revived(value, serde);
  const command = (one: unknown) =>
    typeof one === 'object' && one !== null && 'lg_name' in one && one.lg_name === 'Command'
      ? new Command(one as Partial<Record<string, unknown>>)
      : one;
  return Array.isArray(made) ? made.map(command) : command(made);
}
