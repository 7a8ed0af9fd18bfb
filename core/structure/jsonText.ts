/** Shorter ones are written before it is found out whether they may go as they are. */
const LONG = 64;

/**
 * One of them is in each string that JSON writes otherwise. The first is told at once of what V8 keeps in one byte a
 * character; for the others it looks at many places at a time, which it does not for all of them in one.
 */
const suspicious = [/[^\u0000-\u00ff]/, /["\\]/, /[\u0000-\u000f]/, /[\u0010-\u001f]/] as const;

/** What `JSON.stringify` gives, of a long string that needs no escapes in a fifth of its time (Node 24). */
export function jsonText(value: unknown): string {
  if (typeof value !== 'string' || value.length < LONG) return JSON.stringify(value);
  for (const characters of suspicious) if (characters.test(value)) return JSON.stringify(value);
  return `"${value}"`;
}
