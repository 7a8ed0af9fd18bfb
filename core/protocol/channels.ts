/** Of a graph whose state is one value: the channel that is its state. */
const ROOT = '__root__';

/** Functional graphs keep what they returned and what they saved for the next run under these. */
const readable: Record<string, string> = { __end__: 'result', __previous__: 'previous' };

/** Channels of LangGraph's own: triggers, joins, reserved names. */
const INTERNAL = /^(__|branch:|join:|start:)/;

/** What a person calls a channel of the state; undefined for one of LangGraph's own. A shown name is its own. */
export function shownChannel(name: string): string | undefined {
  const shown = readable[name] ?? name;
  return shown !== ROOT && INTERNAL.test(shown) ? undefined : shown;
}
