/** The channel of a graph whose state is one value: it is the state itself, which need not be an object. */
export const ROOT_CHANNEL = '__root__';

/** Functional graphs keep what they returned and what they saved for the next run under these. */
const readable = new Map([
  ['__end__', 'result'],
  ['__previous__', 'previous'],
]);

/** Channels of LangGraph's own: triggers, joins, reserved names. */
const INTERNAL = /^(__|branch:|join:|start:)/;

/** What a person calls a channel of the state; undefined for one of LangGraph's own. A shown name is its own. */
export function shownChannel(name: string): string | undefined {
  const shown = readable.get(name) ?? name;
  return shown !== ROOT_CHANNEL && INTERNAL.test(shown) ? undefined : shown;
}

/** What a person calls those of some channels that are of the state, in their order. */
export const shownChannels = (names: string[]): string[] =>
  names.flatMap((name) => shownChannel(name) ?? []);

/**
 * The channels that a step changed: those that were written to (`changed`), and those whose value was changed in place, which
 * LangGraph's versions do not tell.
 */
export const withTouched = (changed: string[], touched: string[]): string[] =>
  touched.length === 0 ? changed : [...new Set([...changed, ...shownChannels(touched)])];
