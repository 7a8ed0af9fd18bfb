/** A longer text makes a pattern that engines refuse. */
const LONGEST = 1_000;

/** The source of a pattern (flags `iu`) of a text as it is, in any case; undefined where the text is too long for one. */
export const anyCase = (text: string): string | undefined =>
  text.length > LONGEST ? undefined : text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
