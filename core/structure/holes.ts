/**
 * Stored text is JSON with holes. A hole stands for text kept elsewhere: a datum by its id, or some of the
 * elements of a list, joined with commas. JSON text never holds a raw control character, so these mark them.
 */
const DATUM = '\u0001';
const SLICE = '\u0002';

const holes = /\u0001(\d+)\u0001|\u0002(\d+),(\d+),(\d+)\u0002/g;

/** Where the text of holes comes from; both answer without holes of their own left in it. */
export interface HoleSource {
  datum: (id: number) => string;
  /** Elements `from` up to `to` of a list, joined with commas. */
  slice: (list: number, from: number, to: number) => string;
}

export const datumHole = (id: number): string => `${DATUM}${id}${DATUM}`;

export const sliceHole = (list: number, from: number, to: number): string =>
  `${SLICE}${list},${from},${to}${SLICE}`;

export const hasHoles = (text: string): boolean => text.includes(DATUM) || text.includes(SLICE);

/** The datum that a text is nothing but the hole of: most elements of lists are that. */
export function onlyHole(text: string): number | undefined {
  if (!text.startsWith(DATUM) || text.indexOf(DATUM, 1) !== text.length - 1) return undefined;
  return Number(text.slice(1, -1));
}

/** The JSON text with every hole filled. */
export function fillHoles(text: string, source: HoleSource): string {
  if (!hasHoles(text)) return text;
  return text.replace(holes, (_, id?: string, list?: string, from?: string, to?: string) =>
    id === undefined
      ? source.slice(Number(list), Number(from), Number(to))
      : source.datum(Number(id)),
  );
}

export interface Holes {
  data: number[];
  lists: { list: number; to: number }[];
}

/** What the holes of a text lead to. */
export function holesIn(text: string): Holes {
  const found: Holes = { data: [], lists: [] };
  if (!hasHoles(text)) return found;
  for (const [, id, list, , to] of text.matchAll(holes)) {
    if (id === undefined) found.lists.push({ list: Number(list), to: Number(to) });
    else found.data.push(Number(id));
  }
  return found;
}

/** Elements of a comma-joined text, each as it stands there; a hole for a slice counts as one piece. */
export function splitElements(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x01 || code === 0x02) at = text.indexOf(text.charAt(at), at + 1);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    else if (code === 0x2c && depth === 0) {
      elements.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (text !== '') elements.push(text.slice(start));
  return elements;
}

/** Position of the quote that ends the string literal at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = end - 1;
    while (text.charCodeAt(escapes) === 0x5c) escapes--;
    if ((end - escapes) % 2 === 1) return end;
  }
}
