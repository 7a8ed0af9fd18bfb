/** A text that may have holes, and how long it is with them filled. */
export interface Composed<Text = string | undefined> {
  text: Text;
  size: number;
}

/** `text` has no holes; undefined for what JSON leaves out. */
export const measured = (text: string | undefined): Composed => ({ text, size: text?.length ?? 4 });

/** Parts between brackets, with commas. */
export function joined(open: string, parts: Composed[], close: string): Composed<string> {
  return {
    text: open + parts.map(({ text }) => text).join(',') + close,
    size: parts.reduce((sum, { size }) => sum + size + 1, parts.length > 0 ? 1 : 2),
  };
}
